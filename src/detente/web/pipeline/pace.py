"""How leads go through each stage: the share that goes on to a later one, and the median stay.

The cohort is every lead that entered the stage in the 90 days that ended 30 days ago, so each one had
its 30 days. Going on means entering any later stage of the path within 30 days. A stay that still
lasts is longer than any that ended; where the middle one still lasts, the median is not known yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    FloatField,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    When,
    Window,
)
from django.db.models.functions import RowNumber
from django.utils import timezone

from detente.crm.capture.models import StageInterval
from detente.crm.people.days import day_of, starts_at
from detente.crm.people.permissions import openable_leads
from detente.crm.playbook.agreement import Agreement
from detente.web.pipeline.question import Question

WINDOW, HORIZON = timedelta(days=90), timedelta(days=30)
ENOUGH = 10
KEPT_FOR = 3600


@dataclass(frozen=True)
class Pace:
    """Of `entered` leads, `went_on`; `median_days` of their stays, None while the middle one still lasts."""

    entered: int = 0
    went_on: int = 0
    median_days: float | None = None

    @property
    def share(self) -> float | None:
        """The conversion to a later stage; None below the smallest sample that says anything."""
        return self.went_on / self.entered if self.entered >= ENOUGH else None


class Days(Func):
    """Days between two instants, as a number, on both databases."""

    output_field = FloatField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """Julian days."""
        template, between = "(julianday(%(expressions)s))", ") - julianday("
        return super().as_sql(compiler, connection, template=template, arg_joiner=between)

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """Seconds of the interval."""
        template = "(extract(epoch from (%(expressions)s)) / 86400)::float8"
        return super().as_sql(compiler, connection, template=template, arg_joiner=" - ")


def cohort_days() -> tuple[datetime, datetime]:
    """When the cohort begins and ends: whole days of the organisation."""
    end = starts_at(day_of(timezone.now() - HORIZON))
    return end - WINDOW, end


def paces(question: Question, agreement: Agreement) -> dict[str, Pace]:
    """Each stage's pace. The cohort has had its time, so an answer is kept for an hour."""
    start, end = cohort_days()
    vendor = question.user.vendor_id if question.user.is_vendor else ""
    asked = "|".join(f"{name}={value}" for name, value in sorted(question.filters.items()))
    key = f"pace|{agreement.version}|{start:%Y%m%d}|{vendor}|{sha256(asked.encode()).hexdigest()}"
    found: dict[str, Pace] | None = cache.get(key)
    if found is None:
        found = _count(question, agreement, start, end)
        cache.set(key, found, KEPT_FOR)
    return found


def _count(question: Question, agreement: Agreement, start: datetime, end: datetime) -> dict[str, Pace]:
    stays = _stays(question, agreement).filter(entered_at__gte=start, entered_at__lt=end)
    counted = stays.values("stage").annotate(
        entered=Count("lead", distinct=True),
        went_on=Count("lead", distinct=True, filter=Q(Exists(_later(agreement)))),
    )
    medians = _medians(stays)
    return {row["stage"]: Pace(row["entered"], row["went_on"], medians.get(row["stage"])) for row in counted}


def _stays(question: Question, agreement: Agreement) -> QuerySet[StageInterval]:
    leads = question.lead_rows()
    if question.user.is_vendor:
        leads = leads.filter(openable_leads(question.user))
    stages = [stage.code for stage in agreement.path]
    stays = StageInterval.objects.filter(stage__in=stages, lead__in=leads.values("pk"))
    return stays.order_by().annotate(rank=_rank(agreement))


def _rank(agreement: Agreement) -> Case:
    whens = [When(stage=stage.code, then=stage.rank) for stage in agreement.path]
    return Case(*whens, default=-1, output_field=IntegerField())


def _later(agreement: Agreement) -> QuerySet[StageInterval]:
    later = StageInterval.objects.filter(lead=OuterRef("lead")).annotate(
        its_rank=_rank(agreement), after=Days(F("entered_at"), OuterRef("entered_at"))
    )
    return later.filter(its_rank__gt=OuterRef("rank"), after__gte=0, after__lte=HORIZON.days)


def _medians(stays: QuerySet[StageInterval]) -> dict[str, float]:
    """The lower middle of each stage's stays in order of length; stays that last stand at the end."""
    days = Days(F("left_at"), F("entered_at"))
    numbered = stays.annotate(
        days=days,
        place=Window(RowNumber(), partition_by="stage", order_by=F("days").asc(nulls_last=True)),
        number=Window(Count("pk"), partition_by="stage"),
    )
    middle = numbered.filter(place=(F("number") + 1) / 2)
    return {stage: length for stage, length in middle.values_list("stage", "days") if length is not None}
