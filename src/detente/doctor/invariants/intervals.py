"""I4: a lead stands somewhere at every instant from its arrival on, and nowhere twice."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from detente.crm.history.intervals import Interval, intervals_of
from detente.crm.models import Event, StageInterval
from detente.doctor.looking import Look, Row, by_key

NUMBER = "I4"
TITLE = "Stage intervals have no gaps or overlaps, and are what the history says"
REPAIR = (
    "Intervals are derived: detente.crm.history.intervals.recompute(lead) writes them anew from the history."
)

_EVENT = ("lead_id", "seq", "kind", "at", "from_stage", "to_stage")
_INTERVAL = ("lead_id", "no", "stage", "entered_at", "left_at")


def faults(look: Look) -> Iterator[str]:
    """Leads whose stored intervals break or differ from their history."""
    for keys in look.leads():
        kept = StageInterval.objects.filter(lead_id__in=keys).order_by("lead_id", "no")
        stored = by_key(look.rows(kept, *_INTERVAL), "lead_id")
        told = Event.objects.filter(lead_id__in=keys).order_by("lead_id", "seq")
        events = by_key(look.rows(told, *_EVENT), "lead_id")
        for lead in keys:
            yield from _of_lead(lead, stored.get(lead, []), intervals_of(events.get(lead, [])))


def _of_lead(lead: int, stored: list[Row], told: list[Interval]) -> Iterator[str]:
    found = [Interval(row["stage"], row["entered_at"], row["left_at"]) for row in stored]
    for before, after in pairwise(found):
        if before.left_at != after.entered_at:
            word = "gap" if before.left_at and before.left_at < after.entered_at else "overlap"
            times = f"{before.left_at} / {after.entered_at}"
            yield f"lead {lead}: {word} between {before.stage} and {after.stage} ({times})"
    if found and found[-1].left_at:
        yield f"lead {lead}: stands nowhere since {found[-1].left_at}"
    if found != told:
        yield f"lead {lead}: {len(found)} intervals are stored, its history makes {len(told)} other ones"
