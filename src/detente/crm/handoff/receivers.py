"""Who can get a lead: present or away, and how much room they have."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from fractions import Fraction

from django.db.models import Count, OuterRef, Subquery

from detente.crm.capture.models import Lead
from detente.crm.handoff.models import Absence, Capacity, Handoff
from detente.crm.handoff.rules import PASSED, RECEIVERS, Candidate
from detente.crm.people.days import day_of
from detente.crm.people.models import User
from detente.crm.playbook.agreement import Agreement

USUAL_CAPACITY = 40
# One look at an index for each, however many they were given.
_given = Handoff.objects.filter(to=OuterRef("pk"), assigned_at__isnull=False)
_latest = _given.order_by("-assigned_at").values("assigned_at")[:1]


def in_turn(kind: str) -> list[User]:
    """Who gets leads of a kind in turn: SDRs what marketing hands over, AEs what is passed, or all where no SDR is.

    In a company of one, that one.
    """
    active = User.objects.filter(is_active=True, role__in=("sdr", "ae")).select_related("team").order_by("pk")
    by_role = {role: [user for user in active if user.role == role] for role in ("sdr", "ae")}
    if kind == PASSED:
        return by_role["ae"]
    return by_role["sdr"] or by_role["ae"] or _alone()


def _alone() -> list[User]:
    working = User.objects.filter(is_active=True).exclude(role__in=("vendor", "executive"))
    found = list(working.select_related("team")[:2])
    return found if len(found) == 1 else []


def can_receive(user: User, kind: str) -> bool:
    """Whether a lead may be given to them at all; what is passed does not come back to an SDR."""
    if not user.is_active or (kind == PASSED and user.role == "sdr"):
        return False
    return user.role in RECEIVERS or user in _alone()


def away(users: Iterable[User], at: datetime) -> set[int]:
    """Those who are away on the organisation's day of an instant."""
    day = day_of(at)
    keys = [user.pk for user in users]
    found = Absence.objects.filter(user__in=keys, first_on__lte=day, last_on__gte=day, is_withdrawn=False)
    return set(found.values_list("user_id", flat=True))


def loads(keys: Collection[int]) -> dict[int, int]:
    """How many open leads each of these users owns."""
    held = Lead.objects.filter(owner__in=keys, closed_at=None, is_archived=False)
    counted = dict(held.order_by().values("owner").annotate(count=Count("pk")).values_list("owner", "count"))
    return {key: counted.get(key, 0) for key in keys}


def candidates(users: Iterable[User], agreement: Agreement) -> list[Candidate]:
    """These users with what they hold and what they can hold; read under the lock on routing."""
    users = list(users)
    keys = [user.pk for user in users]
    own = Capacity.objects.in_bulk(keys)
    held = loads(keys)
    since = dict(User.objects.filter(pk__in=keys).annotate(last=Subquery(_latest)).values_list("pk", "last"))
    return [
        Candidate(
            user.pk, held[user.pk], capacity_of(user, own.get(user.pk), agreement),
            Fraction(own[user.pk].weight) if user.pk in own else Fraction(1), since.get(user.pk),
        )
        for user in users
    ]  # fmt: skip


def capacity_of(user: User, own: Capacity | None, agreement: Agreement) -> int:
    """How many open leads somebody can hold: their own number, else the playbook's for their role."""
    if own is not None and not own.takes_leads:
        return 0
    if own is not None and own.open_leads is not None:
        return own.open_leads
    usual = agreement.routing.capacity if agreement.routing else {}
    return usual.get(user.role, USUAL_CAPACITY)
