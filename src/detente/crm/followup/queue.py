"""The order in which a rep works: `place` says it for one lead, `in_order` says the same to the database.

Handoffs past due; handoffs by when they are due, urgent ones first; promises whose time has come; those who came back
since the last attempt; steps that are due, the first one as soon as a lead is theirs; the rest: what nothing is planned
for by points, then what is planned by when it comes; what is not sales-ready; last what the rep skipped today.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from typing import Any

from django.db.models import (
    Case,
    DateTimeField,
    F,
    FilteredRelation,
    IntegerField,
    OrderBy,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from detente.crm.capture.models import Lead


class Rank(IntEnum):
    """Why a lead stands where it stands."""

    HANDOFF_LATE = 0
    HANDOFF_URGENT = 1
    HANDOFF = 2
    PROMISE = 3
    CAME_BACK = 4
    DUE = 5
    REST = 6
    NOT_READY = 7
    SKIPPED = 8


@dataclass(frozen=True)
class Candidate:
    """What the order looks at: an open lead of a rep, and the handoff that waits for their answer, if any."""

    key: int
    stage: str
    stage_since: datetime
    attempts: int = 0
    last_attempt_at: datetime | None = None
    last_touch_at: datetime | None = None
    next_at: datetime | None = None
    next_by: str | None = None
    score: int | None = None
    handoff: int | None = None
    given_at: datetime | None = None
    due_at: datetime | None = None
    is_urgent: bool = False


@dataclass(frozen=True)
class Moment:
    """What the order knows beside the leads: the time, which stages are too early, what was skipped today."""

    now: datetime
    too_early: tuple[str, ...] = ()
    skipped: Collection[int] = ()


def rank_of(one: Candidate, moment: Moment) -> Rank:
    """The first of the ranks that fits."""
    now = moment.now
    if one.key in moment.skipped:
        return Rank.SKIPPED
    if one.handoff:
        if one.due_at and one.due_at <= now:
            return Rank.HANDOFF_LATE
        return Rank.HANDOFF_URGENT if one.is_urgent else Rank.HANDOFF
    if one.next_by == "promise" and one.next_at and one.next_at <= now:
        return Rank.PROMISE
    if one.stage in moment.too_early:
        return Rank.NOT_READY
    if one.last_attempt_at and one.last_touch_at and one.last_touch_at > one.last_attempt_at:
        return Rank.CAME_BACK
    if (one.next_at and one.next_at <= now) or (one.next_at is None and one.attempts == 0):
        return Rank.DUE
    return Rank.REST


def place(one: Candidate, moment: Moment) -> tuple[Any, ...]:
    """A key to sort by: rank, since when or until when, points from the highest down, tried longest ago."""
    rank = rank_of(one, moment)
    instant = {
        Rank.HANDOFF_LATE: one.due_at,
        Rank.HANDOFF_URGENT: one.due_at or one.given_at,
        Rank.HANDOFF: one.due_at or one.given_at,
        Rank.PROMISE: one.next_at,
        Rank.CAME_BACK: one.last_touch_at,
        Rank.DUE: one.next_at or one.stage_since,
        Rank.REST: one.next_at,
    }.get(rank) or _ALIKE
    points = -one.score if one.score is not None else 1
    return rank, instant, points, one.last_attempt_at or one.stage_since, one.key


_ALIKE = datetime.min.replace(tzinfo=UTC)


def ranked(leads: QuerySet[Lead], moment: Moment) -> QuerySet[Any]:
    """Open leads with `rank`, and with their open handoff as `waiting` (its key: `waiting_id`)."""
    joined = leads.annotate(waiting=FilteredRelation("handoffs", condition=Q(handoffs__answer=None)))
    return joined.annotate(waiting_id=F("waiting__id")).annotate(rank=_rank(moment))


def in_order(leads: QuerySet[Any]) -> QuerySet[Any]:
    """Ranked leads in the order of `place`."""
    given = Coalesce("waiting__due_at", "waiting__made_at")
    instant = Case(
        When(rank__lte=Rank.HANDOFF, then=given),
        When(rank=Rank.PROMISE, then=F("next_at")),
        When(rank=Rank.CAME_BACK, then=F("last_touch_at")),
        When(rank=Rank.DUE, then=Coalesce("next_at", "stage_since")),
        When(rank=Rank.REST, then=F("next_at")),
        default=None,
        output_field=DateTimeField(),
    )
    tried = Coalesce("last_attempt_at", "stage_since")
    first = OrderBy(instant, nulls_first=True)
    return leads.order_by("rank", first, F("scoring__score").desc(nulls_last=True), tried, "pk")


def _rank(moment: Moment) -> Case:
    now = moment.now
    waits = Q(waiting__id__isnull=False)
    ready = ~Q(stage__in=moment.too_early)
    due = Q(next_at__lte=now) | Q(next_at=None, attempts=0)
    return Case(
        When(pk__in=list(moment.skipped), then=Value(Rank.SKIPPED)),
        When(waits & Q(waiting__due_at__lte=now), then=Value(Rank.HANDOFF_LATE)),
        When(waits & Q(waiting__route_facts__urgent=True), then=Value(Rank.HANDOFF_URGENT)),
        When(waits, then=Value(Rank.HANDOFF)),
        When(next_by="promise", next_at__lte=now, then=Value(Rank.PROMISE)),
        When(~ready, then=Value(Rank.NOT_READY)),
        When(last_touch_at__gt=F("last_attempt_at"), then=Value(Rank.CAME_BACK)),
        When(due, then=Value(Rank.DUE)),
        default=Value(Rank.REST),
        output_field=IntegerField(),
    )
