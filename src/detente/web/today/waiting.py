"""What waits for an answer of sales: late ones, whose they are, and what lies in the pool."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Min, Q, QuerySet
from django.utils import timezone

from detente.crm.capture.models import Lead
from detente.crm.handoff.hours import hours_of
from detente.crm.handoff.models import Handoff
from detente.crm.people.permissions import openable_among
from detente.crm.playbook.agreement import Agreement
from detente.web.leads.clock import Clock, clock_of

SHOWN = 10
_COLUMNS = (
    "lead", "kind", "made_at", "assigned_at", "due_at", "warn_at", "to__name", "to__team__kind", "to__team__zone",
    "lead__person__label", "lead__account__name", "lead__campaign__name", "lead__source",
)  # fmt: skip


@dataclass(frozen=True)
class Waiting:
    """A handoff without an answer; nameless where the reader may not open the lead."""

    lead: int | None
    name: str
    company: str
    origin: str
    receiver: str
    team: str
    made_at: datetime
    clock: Clock | None


def waiting(
    user: Any, agreement: Agreement, *, kinds: tuple[str, ...] = ("handed_over", "passed")
) -> dict[str, Any]:
    """Open handoffs, those due first ahead: the first of them as rows, and counts of all."""
    now = timezone.now()
    open_ones = Handoff.objects.filter(answer=None, kind__in=kinds)
    if user.is_vendor:
        open_ones = open_ones.filter(lead__vendor=user.vendor_id)
    counts = open_ones.aggregate(
        count=Count("pk"), late=Count("pk", filter=Q(due_at__lte=now)), pooled=Count("pk", filter=Q(to=None)),
        longest=Min("made_at"), pooled_since=Min("made_at", filter=Q(to=None)),
    )  # fmt: skip
    return counts | {"rows": _rows(open_ones, user, agreement, now)}


def _rows(found: QuerySet[Handoff], user: Any, agreement: Agreement, now: datetime) -> list[Waiting]:
    first = list(found.order_by(F("due_at").asc(nulls_first=True), "made_at", "pk").values(*_COLUMNS)[:SHOWN])
    opened = openable_among(Lead, [row["lead"] for row in first], user) if first else set()
    return [_row(row, row["lead"] in opened, agreement, now) for row in first]


def _row(row: dict[str, Any], may_open: bool, agreement: Agreement, now: datetime) -> Waiting:
    team = row["to__team__kind"] or "inside_sales"
    hours = hours_of(team, agreement, zone=row["to__team__zone"] or "")
    return Waiting(
        lead=row["lead"] if may_open else None,
        name=row["lead__person__label"] if may_open else "",
        company=(row["lead__account__name"] or "") if may_open else "",
        origin=row["lead__campaign__name"] or row["lead__source"] or "",
        receiver=row["to__name"] or "",
        team=team if row["to__name"] else "",
        made_at=row["made_at"],
        clock=clock_of(row["assigned_at"], row["due_at"], row["warn_at"], hours, now),
    )
