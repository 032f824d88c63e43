"""I3: where a lead or deal stands is what its history says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from detente.crm.history import fold
from detente.crm.history.events import COLUMNS
from detente.crm.models import Deal, Event, Lead
from detente.doctor.looking import Look, Row, by_key

NUMBER = "I3"
TITLE = "State = fold(history), for leads and deals"
REPAIR = (
    "A row was changed outside Detente. The history is right: set the named fields back to what it says, "
    "or restore the row from a backup."
)


def faults(look: Look) -> Iterator[str]:
    """Leads and deals whose columns are not the fold of their events."""
    for keys in look.leads():
        rows = look.rows(Lead.objects.filter(pk__in=keys).order_by("pk"), "id", *fold.LEAD_FIELDS)
        events = by_key(
            look.rows(Event.objects.filter(lead_id__in=keys).order_by("lead_id", "seq"), *COLUMNS), "lead_id"
        )
        for row in rows:
            yield from _parted("lead", row, fold.fold_lead(events.get(row["id"], [])), fold.LEAD_FIELDS)
    for keys in look.deals():
        rows = look.rows(Deal.objects.filter(pk__in=keys).order_by("pk"), "id", *fold.DEAL_FIELDS)
        events = by_key(
            look.rows(Event.objects.filter(deal_id__in=keys).order_by("deal_id", "id"), *COLUMNS), "deal_id"
        )
        for row in rows:
            yield from _parted("deal", row, fold.fold_deal(events.get(row["id"], [])), fold.DEAL_FIELDS)


def _parted(kind: str, row: Row, told: Any, names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        if row[name] != getattr(told, name):
            yield f"{kind} {row['id']}: {name} is {row[name]!r}, its history says {getattr(told, name)!r}"
