"""The cards of one column: few, in one small query, with what a person needs to choose the next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from detente.crm.history.fold import DealState, LeadState
from detente.crm.people.days import today
from detente.crm.playbook.agreement import Stage
from detente.web.pipeline.targets import DEAL, LEAD

FIRST = 30

_OWNED = ("owner__name", "owner__team__kind")
_LEAD = (
    "pk",
    "person__label",
    "account__name",
    "stage",
    "stage_since",
    "status",
    "attempts",
    "deal_id",
    "last_seq",
)
_DEAL = (
    "pk", "name", "account__name", "person__label", "stage", "stage_since", "status", "amount_minor", "currency",
    "expected_on", "next_step", "next_on", "closed_at", "version",
)  # fmt: skip


@dataclass(frozen=True)
class Card:
    """A lead or deal as the board shows it; `days` in its stage, `expected` by the playbook."""

    kind: str
    pk: int
    name: str
    company: str
    owner: str
    team: str
    since: datetime
    expected: int | None
    version: int
    state: LeadState | DealState
    amount_minor: int | None = None
    currency: str | None = None
    is_overdue: bool = False
    next_step: str = ""
    next_on: date | None = None
    is_next_late: bool = False

    @property
    def id(self) -> str:
        """The card's name in the page."""
        return f"{self.kind}-{self.pk}"

    @property
    def href(self) -> str:
        """The record's own page."""
        return reverse(self.kind, args=[self.pk])

    @property
    def move_url(self) -> str:
        """Where a move of this card is sent, as the card was read."""
        return f"{reverse('pipeline_moves')}?kind={self.kind}&id={self.pk}&version={self.version}"

    @property
    def days(self) -> int:
        """Whole days in the stage."""
        return max((timezone.now() - self.since).days, 0)

    @property
    def is_stale(self) -> bool:
        """Whether it has stood longer than the playbook expects of the stage."""
        return self.expected is not None and timezone.now() - self.since > timedelta(days=self.expected)

    @property
    def is_won(self) -> bool:
        """Whether it is closed business; `since` is then the day it was won."""
        return isinstance(self.state, DealState) and self.state.status == "won"

    @property
    def refusal_key(self) -> str:
        """Cards with the same key are refused by the same stages for the same reasons."""
        if isinstance(self.state, DealState):
            return f"deal-{self.state.stage}-{self.state.status}"
        return f"lead-{self.state.stage}-{bool(self.state.deal_id)}-{self.state.status}-{min(self.state.attempts, 20)}"


def lead_cards(leads: QuerySet[Any], stage: Stage, order: str) -> list[Card]:
    """The first open leads of a stage: those that waited longest, or the newest."""
    ordered = (
        leads.order_by("-arrived_at", "-id") if order == "newest" else leads.order_by("stage_since", "id")
    )
    return [_lead_card(row, stage) for row in ordered.values(*_LEAD, *_OWNED)[:FIRST]]


def deal_cards(deals: QuerySet[Any], stage: Stage, order: str) -> list[Card]:
    """The first deals of a stage: those that waited longest, or the newest; won ones by their closing."""
    if stage.milestone == "won":
        sort = ("-closed_at", "-id")
    else:
        sort = ("-opened_at", "-id") if order == "newest" else ("stage_since", "id")
    day = today()
    return [_deal_card(row, stage, day) for row in _first(deals, sort).values(*_DEAL, *_OWNED)]


def _first(deals: QuerySet[Any], sort: tuple[str, str]) -> QuerySet[Any]:
    """The first deals by key alone: no index has this order, and names should be looked up for these few only."""
    keys = deals.order_by(*sort).values("pk")[:FIRST]
    return deals.model._default_manager.filter(pk__in=keys).order_by(*sort)


def _lead_card(row: dict[str, Any], stage: Stage) -> Card:
    state = LeadState(
        stage=row["stage"], deal_id=row["deal_id"], status=row["status"], attempts=row["attempts"]
    )
    return Card(
        kind=LEAD, pk=row["pk"], name=row["person__label"], company=row["account__name"] or "",
        version=row["last_seq"], state=state, **_common(row, stage),
    )  # fmt: skip


def _deal_card(row: dict[str, Any], stage: Stage, day: date) -> Card:
    company = row["account__name"] or ""
    is_open = row["status"] == "open"
    return Card(
        kind=DEAL, pk=row["pk"], name=row["name"], version=row["version"],
        company=row["person__label"] or "" if company == row["name"] else company,
        state=DealState(stage=row["stage"], status=row["status"]),
        amount_minor=row["amount_minor"], currency=row["currency"],
        is_overdue=is_open and row["expected_on"] is not None and row["expected_on"] < day,
        next_step=row["next_step"] if is_open else "", next_on=row["next_on"],
        is_next_late=is_open and row["next_on"] is not None and row["next_on"] < day,
        **_common(row, stage),
    )  # fmt: skip


def _common(row: dict[str, Any], stage: Stage) -> dict[str, Any]:
    return {
        "owner": row["owner__name"] or "",
        "team": row["owner__team__kind"] or "",
        "since": row["stage_since"],
        "expected": stage.expected_days,
    }
