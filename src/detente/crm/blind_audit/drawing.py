"""The draw: leads in the order of a hash of seed and key, so that anybody can repeat it and nobody can steer it."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from uuid import UUID

from django.db.models import Q

from detente.crm.blind_audit.population import LATE_LOST, REJECTED, stated, turned_away
from detente.crm.blind_audit.rules import quotas
from detente.crm.history.models import Event
from detente.crm.playbook import actions as playbook

WORKING = (
    "attempted", "noted", "moved", "backfilled", "ended", "reopened", "assigned", "handed_over", "rerouted",
    "handoff_answered", "callback_promised", "deal_opened", "deal_moved", "deal_changed", "deal_won", "deal_lost",
    "deal_reopened", "deal_linked", "deal_joined", "judged",
)  # fmt: skip
"""What somebody does with a lead so that they know it; bringing it in, as an import does, is not among it."""
CHUNK = 400


@dataclass(frozen=True)
class Drawn:
    """A lead of the draw, with what it was drawn as."""

    lead: int
    uuid: UUID
    stratum: str
    stated: str


@dataclass(frozen=True)
class Draw:
    """What was drawn; `strata` count for each stratum its population, those set aside on the way, those drawn."""

    seed: int
    leads: tuple[Drawn, ...]
    strata: dict[str, dict[str, int]]


def new_seed() -> int:
    """A seed that nobody chose."""
    return secrets.randbits(62)


def place(seed: int, uuid: UUID, *more: object) -> str:
    """Where a lead stands in the order of a seed: SHA-256 of "seed:uuid", as hexadecimal digits."""
    return sha256(":".join(map(str, (seed, uuid, *more))).encode()).hexdigest()


def draw(first_on: date, last_on: date, *, judges: Collection[int], size: int, seed: int) -> Draw:
    """The first leads of each stratum in the seed's order, without those that a judge owned or worked on.

    Every lead of a stratum that is not set aside has the same chance. Raises nothing: too few are for the caller.
    """
    ordered = {stratum: _in_order(stratum, first_on, last_on, seed) for stratum in (REJECTED, LATE_LOST)}
    free = {stratum: _free(rows, judges, size) for stratum, rows in ordered.items()}
    counts = dict(zip(free, quotas(size, [len(kept) for kept, _aside in free.values()]), strict=True))
    strata = {
        stratum: {
            "population": len(ordered[stratum]),
            "set_aside": (
                len(aside) if len(kept) < size else _before(kept[: counts[stratum]], aside, ordered[stratum])
            ),
            "drawn": counts[stratum],
        }
        for stratum, (kept, aside) in free.items()
    }
    leads = tuple(one for stratum, (kept, _aside) in free.items() for one in kept[: counts[stratum]])
    return Draw(seed, leads, strata)


def _in_order(stratum: str, first_on: date, last_on: date, seed: int) -> list[Drawn]:
    agreement = playbook.current()
    rows = turned_away(stratum, first_on, last_on).values_list("pk", "uuid", "stage", "exit_reason")
    found = [Drawn(pk, uuid, stratum, stated(agreement, stage, reason)) for pk, uuid, stage, reason in rows]
    return sorted(found, key=lambda one: place(seed, one.uuid))


def _free(rows: list[Drawn], judges: Collection[int], most: int) -> tuple[list[Drawn], set[int]]:
    """The first `most` in order that no judge had to do with, and who were passed over on the way."""
    kept: list[Drawn] = []
    aside: set[int] = set()
    for start in range(0, len(rows), CHUNK):
        chunk = rows[start : start + CHUNK]
        known = had_to_do_with([one.lead for one in chunk], judges)
        aside |= known
        kept += [one for one in chunk if one.lead not in known]
        if len(kept) >= most:
            break
    return kept[:most], aside


def _before(drawn: list[Drawn], aside: set[int], rows: list[Drawn]) -> int:
    """How many were set aside that stand in the order before the last one drawn."""
    return sum(one.lead in aside for one in rows[: rows.index(drawn[-1])]) if drawn else 0


def had_to_do_with(leads: Iterable[int], judges: Collection[int]) -> set[int]:
    """Those of `leads` that one of these users ever owned, was given, or worked on."""
    theirs = Q(owner__in=judges) | Q(actor__in=judges, kind__in=WORKING)
    return set(Event.objects.filter(theirs, lead__in=list(leads)).values_list("lead_id", flat=True))
