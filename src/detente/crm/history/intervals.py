"""Where a lead stood from when to when: intervals without gaps or overlaps, from arrival on for ever.

An exit is an interval too, open-ended until the lead is reopened. The main line goes by `seq`;
a move dated before the one that stands before it begins when that one began (a deal won before
its lead arrived lasts from the arrival on). Backfilled stages slide in by their date, never behind
where the lead stood when they were told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from detente.crm.history import rows

if TYPE_CHECKING:
    from detente.crm.capture.models import Lead

ENTERING = frozenset(
    {
        "captured", "moved", "ended", "reopened", "deal_opened", "deal_linked", "deal_moved", "deal_won", "deal_lost",
        "deal_reopened", "deal_joined",
    }
)  # fmt: skip


# What comes first at one and the same instant.
_TOLD_ON_ARRIVAL, _ARRIVED, _TOLD, _MOVED = range(4)


@dataclass(frozen=True, slots=True)
class Interval:
    """A lead stood in `stage` from `entered_at` until `left_at`; None means still."""

    stage: str
    entered_at: datetime
    left_at: datetime | None


def is_entry(event: Mapping[str, Any]) -> bool:
    """Whether an event makes the lead stand in another stage than before."""
    return event["kind"] in ENTERING and event["to_stage"] != event["from_stage"]


def intervals_of(events: Iterable[Mapping[str, Any]]) -> list[Interval]:
    """The intervals that follow from a lead's events, given in order of `seq`."""
    entries: list[tuple[datetime, int, int, str]] = []
    arrival: datetime | None = None
    latest: datetime | None = None
    has_moved = False
    for event in events:
        if event["kind"] == "backfilled" and arrival and latest:
            # At one instant the arrival comes first, unless the lead stood there when the stage was told.
            order = _TOLD if has_moved else _TOLD_ON_ARRIVAL
            entries.append((max(arrival, min(event["at"], latest)), order, event["seq"], event["to_stage"]))
        elif is_entry(event):
            has_moved = latest is not None
            latest = event["at"] if latest is None else max(latest, event["at"])
            arrival = arrival or latest
            entries.append((latest, _MOVED if has_moved else _ARRIVED, event["seq"], event["to_stage"]))
    line = sorted(entries)
    ends = [entry[0] for entry in line[1:]] + [None]
    return [Interval(entry[3], entry[0], end) for entry, end in zip(line, ends, strict=False)]


def follow(lead: Lead, event: Mapping[str, Any]) -> None:
    """Keep the stored intervals of `lead` in step with one new event."""
    if event["kind"] == "backfilled":
        recompute(lead)
    elif is_entry(event):
        last = lead.intervals.order_by("-no").first() if event["seq"] > 1 else None
        entered_at = event["at"] if last is None else max(event["at"], last.entered_at)
        if last:
            last.left_at = entered_at
            last.save(update_fields=["left_at"])
        # Every arrival and move comes by here; the ORM takes five times as long.
        row = (lead.pk, last.no + 1 if last else 1, event["to_stage"], entered_at, None)
        rows.insert(lead.intervals.model, ("lead_id", "no", "stage", "entered_at", "left_at"), [row])


def recompute(lead: Lead) -> None:
    """Replace the stored intervals by what the whole history says."""
    from detente.crm.history.models import Event

    names = ("kind", "at", "seq", "from_stage", "to_stage")
    found = intervals_of(Event.objects.filter(lead=lead.pk).order_by("seq").values(*names))
    lead.intervals.all().delete()
    for no, interval in enumerate(found, 1):
        lead.intervals.create(
            no=no, stage=interval.stage, entered_at=interval.entered_at, left_at=interval.left_at
        )
