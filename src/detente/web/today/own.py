"""What else is mine: open deals, and people who asked to be called back about now."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, When
from django.utils import timezone

from detente.crm.capture.models import Lead
from detente.crm.deals.models import Deal
from detente.crm.people.days import today
from detente.crm.people.permissions import openable
from detente.crm.playbook.agreement import Agreement

SHOWN, SHOWN_RETURNING = 10, 6
AHEAD = timedelta(days=7)


def open_deals(user: Any, agreement: Agreement) -> dict[str, Any]:
    """My open deals: past their expected close first, then those without a next step, then the nearest close."""
    mine = Deal.objects.filter(owner=user.pk, status="open", is_archived=False)
    day = today()
    late = Case(
        When(expected_on__lt=day, then=0),
        When(next_on__lt=day, then=1),
        When(next_step="", then=2),
        default=3,
        output_field=IntegerField(),
    )
    ordered = mine.order_by(late, F("expected_on").asc(nulls_last=True), "pk")
    columns = ("pk", "name", "account__name", "person__label", "stage", "stage_since", "amount_minor", "currency",
               "expected_on", "next_on", "next_step")  # fmt: skip
    rows = [row | _marks(row, agreement, day) for row in ordered.values(*columns)[:SHOWN]]
    counts = mine.aggregate(
        count=Count("pk"), overdue=Count("pk", filter=Q(expected_on__lt=day)), idle=Count("pk", filter=Q(next_step="")),
    )  # fmt: skip
    return {"rows": rows, **counts}


def _marks(row: dict[str, Any], agreement: Agreement, day: Any) -> dict[str, Any]:
    stage = agreement.stages.get(row["stage"])
    stay = timezone.now() - row["stage_since"]
    expected = stage.expected_days if stage else None
    return {
        "days": stay.days,
        "is_stale": expected is not None and stay > timedelta(days=expected),
        "is_overdue": row["expected_on"] is not None and row["expected_on"] < day,
        "is_missed": row["next_on"] is not None and row["next_on"] < day,
    }


def returning(user: Any) -> dict[str, Any]:
    """Recycled leads whose day is near or past and whose person has no open lead: a rep's own, marketing's all."""
    day = today()
    others = Lead.objects.filter(person=OuterRef("person"), closed_at=None, is_archived=False)
    due = Lead.objects.filter(stage="recycled", recycle_on__lte=day + AHEAD, is_archived=False)
    due = due.filter(~Exists(others))
    mine = openable(due, user) if user.role == "marketing" else due.filter(owner=user.pk)
    columns = (
        "pk",
        "person__label",
        "account__name",
        "recycle_on",
        "exit_reason",
        "owner__name",
        "owner__team__kind",
    )
    # Those whose day has just come stand first: what was let lie for months is no news.
    upcoming = Case(When(recycle_on__gt=day, then=1), default=0, output_field=IntegerField())
    rows = mine.order_by(upcoming, "-recycle_on", "pk").values(*columns)[:SHOWN_RETURNING]
    return {
        "rows": [row | {"is_due": row["recycle_on"] <= day} for row in rows],
        "count": mine.count(),
        "until": day + AHEAD,
    }
