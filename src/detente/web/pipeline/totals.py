"""Counts and values of the columns, by GROUP BY over every row the reader's role may count."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, QuerySet, Sum

from detente.crm.capture.models import Lead
from detente.crm.deals.models import Deal
from detente.crm.history.stages import WON
from detente.crm.people.days import starts_at, today
from detente.crm.people.permissions import openable
from detente.crm.people.rates import to_base
from detente.web.pipeline.question import Question


@dataclass
class Total:
    """What stands in a column: how many, their value in the organisation's currency (None: nothing has one).

    `unpriced` are amounts in currencies without a known rate; they are named, not guessed.
    """

    count: int = 0
    value_minor: int | None = None
    unpriced: list[tuple[int, str]] = field(default_factory=list)


def open_leads(question: Question) -> QuerySet[Lead]:
    """The open leads that no deal stands for, whoever may open them."""
    return question.lead_rows().filter(closed_at=None, deal=None)


def open_deals(question: Question) -> QuerySet[Deal]:
    """The open deals, whoever may open them."""
    return question.deal_rows().filter(status="open")


def won_deals(question: Question) -> QuerySet[Deal]:
    """The deals won lately."""
    since = starts_at(won_from(question))
    return question.deal_rows().filter(status=WON, closed_at__gte=since)


def won_from(question: Question) -> date:
    """The first day whose wins the board shows."""
    return today() - timedelta(days=question.won_within)


def countable(rows: QuerySet[Any], user: Any) -> QuerySet[Any]:
    """The rows that count in this reader's totals: all for our own people, a vendor's own for a vendor."""
    return openable(rows, user) if user.is_vendor else rows


def totals(question: Question) -> dict[str, Total]:
    """Each stage's total."""
    user = question.user
    found: dict[str, Total] = defaultdict(Total)
    for stage, count in _by_stage(countable(open_leads(question), user)):
        found[stage].count += count
    for row in _by_currency(countable(open_deals(question), user), "amount_minor"):
        _add(found[row["stage"]], row, to_base(row["value"], row["currency"], today()))
    for row in _by_currency(countable(won_deals(question), user), "base_minor"):
        _add(found[WON], row, row["value"])
    return found


def openable_counts(question: Question) -> dict[str, int]:
    """How many of each stage this reader may open."""
    rows = (open_leads(question), open_deals(question), won_deals(question))
    found: dict[str, int] = defaultdict(int)
    for stage, count in (pair for part in rows for pair in _by_stage(openable(part, question.user))):
        found[stage] += count
    return found


def _by_stage(rows: QuerySet[Any]) -> list[tuple[str, int]]:
    return list(rows.order_by().values_list("stage").annotate(n=Count("pk")))


def _by_currency(deals: QuerySet[Any], amount: str) -> list[dict[str, Any]]:
    return list(deals.order_by().values("stage", "currency").annotate(n=Count("pk"), value=Sum(amount)))


def _add(total: Total, row: dict[str, Any], base_minor: int | None) -> None:
    total.count += row["n"]
    if base_minor is not None:
        total.value_minor = (total.value_minor or 0) + base_minor
    elif row["value"]:
        total.unpriced.append((row["value"], row["currency"]))
