"""My queue: the leads to work, in the order of `crm.followup.queue`, each with why and by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from detente.crm.capture.models import Lead
from detente.crm.followup.queue import Moment, Rank, in_order, ranked
from detente.crm.handoff.hours import hours_for
from detente.crm.handoff.models import Handoff
from detente.crm.people.days import ends_at, today
from detente.crm.playbook.agreement import Agreement, Stage
from detente.web.leads.clock import Clock, clock_of
from detente.web.today.reasons import why

AT_MOST = 100
_COLUMNS = (
    "pk", "rank", "stage", "stage_since", "status", "attempts", "last_attempt_at", "last_touch_at", "next_at",
    "next_channel", "next_by", "person__label", "person__title", "account__name", "scoring__score", "waiting_id",
    "waiting__kind", "waiting__made_at", "waiting__assigned_at", "waiting__due_at", "waiting__warn_at",
    "waiting__by__name",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A lead to work: why now, and by when; `handoff` is the one that waits for my answer."""

    pk: int
    rank: Rank
    name: str
    title: str
    company: str
    stage: Stage
    why: str
    score: int | None
    clock: Clock | None
    next_at: datetime | None
    handoff: int | None
    is_promised: bool = False

    @property
    def is_due(self) -> bool:
        """Whether it is to be worked now."""
        return self.rank <= Rank.DUE

    @property
    def is_late(self) -> bool:
        """Whether its answer is past due."""
        return self.clock is not None and self.clock.is_late


@dataclass(frozen=True)
class Queue:
    """My leads in order, `AT_MOST` of them; `current` is the one on the desk. The counts are of all of them."""

    rows: list[Row]
    current: Row | None
    count: int = 0
    due: int = 0
    late: int = 0
    waiting: int = 0
    promised: int = 0

    @property
    def place(self) -> int:
        """Where the lead on the desk stands, from 0."""
        return self.rows.index(self.current) if self.current else 0

    @property
    def before(self) -> Row | None:
        """The one above it."""
        return self.rows[self.place - 1] if self.place else None

    @property
    def after(self) -> Row | None:
        """The one below it."""
        return self.rows[self.place + 1] if self.place + 1 < len(self.rows) else None

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.rows)


def queue_of(
    user: Any, agreement: Agreement, *, at: int | None = None, skipped: set[int] | None = None
) -> Queue:
    """The open leads that are this user's to work and that no deal stands for; `at` is the one to show."""
    now = timezone.now()
    leads = ranked(
        _mine(user), Moment(now, too_early=tuple(_not_yet(agreement, user)), skipped=skipped or ())
    )
    leads = leads.annotate(waits_for=F("waiting__to")).filter(Q(waiting_id=None) | Q(waits_for=user.pk))
    hours = hours_for(user, agreement)
    rows = [
        _row(row, agreement, clock_of(*_times(row), hours, now), now)
        for row in in_order(leads).values(*_COLUMNS)[:AT_MOST]
    ]
    chosen = next((row for row in rows if row.pk == at), None)
    return Queue(rows, chosen or (rows[0] if rows else None), **_counts(leads, rows))


def _mine(user: Any) -> QuerySet[Lead]:
    """What I own, and what was given to me and waits for my answer."""
    given = list(Handoff.objects.filter(to=user.pk, answer=None).values_list("lead", flat=True))
    whose = Q(owner=user.pk) | Q(pk__in=given) if given else Q(owner=user.pk)
    # An expression, for half of all leads have no deal and its index is the wrong way to find mine.
    without_deal = Lead.objects.annotate(carried_by=Coalesce("deal_id", Value(0))).filter(carried_by=0)
    return without_deal.filter(whose, closed_at=None, is_archived=False)


def _not_yet(agreement: Agreement, user: Any) -> list[str]:
    """Sales works a lead once it is sales-ready; marketing works the inquiries before that."""
    if user.role == "marketing" or (user.team and user.team.kind == "marketing"):
        return [stage.code for stage in agreement.lead_stages if stage.team != "marketing"]
    return [stage.code for stage in agreement.lead_stages if stage.milestone == "inquiry"]


def _counts(leads: QuerySet[Lead], rows: list[Row]) -> dict[str, int]:
    """Counts of the whole queue: of the rows when these are all."""
    ends = ends_at(today())
    if len(rows) < AT_MOST:
        return {
            "count": len(rows),
            "due": sum(row.is_due for row in rows),
            "late": sum(row.rank == Rank.HANDOFF_LATE for row in rows),
            "waiting": sum(row.handoff is not None for row in rows),
            "promised": sum(
                row.is_promised and row.next_at is not None and row.next_at < ends for row in rows
            ),
        }
    return leads.aggregate(
        count=Count("pk"),
        due=Count("pk", filter=Q(rank__lte=Rank.DUE)),
        late=Count("pk", filter=Q(rank=Rank.HANDOFF_LATE)),
        waiting=Count("pk", filter=Q(waiting_id__isnull=False)),
        promised=Count("pk", filter=Q(next_by="promise", next_at__lt=ends)),
    )


def _times(row: dict[str, Any]) -> tuple[datetime | None, datetime | None, datetime | None]:
    return row["waiting__assigned_at"], row["waiting__due_at"], row["waiting__warn_at"]


def _row(row: dict[str, Any], agreement: Agreement, clock: Clock | None, now: datetime) -> Row:
    return Row(
        pk=row["pk"], rank=Rank(row["rank"]), name=row["person__label"], title=row["person__title"] or "",
        company=row["account__name"] or "", stage=agreement.stages.get(row["stage"]) or agreement.path[0],
        why=why(row, agreement, now), score=row["scoring__score"], clock=clock, next_at=row["next_at"],
        handoff=row["waiting_id"], is_promised=row["next_by"] == "promise",
    )  # fmt: skip
