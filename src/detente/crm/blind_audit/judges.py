"""Who may judge, and whom Detente names: for each side those who had to do with the fewest leads of the period."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from detente.crm.blind_audit.drawing import WORKING
from detente.crm.blind_audit.population import LATE_LOST, REJECTED, turned_away
from detente.crm.blind_audit.rules import NEUTRAL, SIDES, may_judge_for
from detente.crm.history.models import Event
from detente.crm.people.models import User

LOOKED_AT = 400
"""So many of the period's newest leads tell who had to do with how many; the draw itself looks at each lead."""


@dataclass(frozen=True)
class Candidate:
    """Somebody who could judge for a side, and which share of the leads that were looked at they know."""

    user: User
    known: float
    is_neutral: bool


def candidates(first_on: date, last_on: date) -> dict[str, list[Candidate]]:
    """For each side who could judge, the most suitable first: its own people, then those who know fewest leads."""
    known = _known(first_on, last_on)
    users = list(User.objects.filter(is_active=True).exclude(role="vendor").order_by("name", "pk"))
    return {
        side: sorted(
            (Candidate(user, known[user.pk], user.role in NEUTRAL) for user in users
             if may_judge_for(side, user.role)),
            key=lambda one: (one.is_neutral, one.known),
        )
        for side in SIDES
    }  # fmt: skip


def named(found: dict[str, list[Candidate]]) -> dict[str, User | None]:
    """The two whom Detente names: the first of each side, and nobody twice."""
    chosen: dict[str, User | None] = {}
    for side, rows in found.items():
        taken = {user.pk for user in chosen.values() if user}
        chosen[side] = next((one.user for one in rows if one.user.pk not in taken), None)
    return chosen


def _known(first_on: date, last_on: date) -> dict[int, float]:
    leads: list[int] = []
    for stratum in (REJECTED, LATE_LOST):
        found = turned_away(stratum, first_on, last_on).order_by("-arrived_at", "-pk")
        leads += found.values_list("pk", flat=True)[: LOOKED_AT // 2]
    events = Event.objects.filter(Q(owner__isnull=False) | Q(kind__in=WORKING), lead__in=leads)
    pairs: set[tuple[int, int]] = set()
    for lead, owner, actor, kind in events.values_list("lead_id", "owner_id", "actor_id", "kind"):
        pairs |= {(lead, owner)} if owner else set()
        pairs |= {(lead, actor)} if actor and kind in WORKING else set()
    counts = Counter(user for _lead, user in pairs)
    return defaultdict(float, {user: count / len(leads) for user, count in counts.items()})
