"""An answer's rows as cells: values as people read them, intervals beside their rate, links into the rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from detente.analytics.answer import Answer, Column, Row
from detente.analytics.fields import NONE
from detente.analytics.render import shown
from detente.analytics.wording import decimal, duration
from detente.crm.people.money import to_amount, to_minor
from detente.web.money import money

WHOLE_FROM = 1000
"""Amounts from here on are shown without cents."""

# Few columns are read, many are looked up: the group, then what the report calls brief.
_ENDS = ("low", "high")

EVERY = object()
"""In place of a group: the rows of all groups together."""


ASIDE = frozenset({
    "won_rate", "win_rate", "acceptance_rate", "fulfilled_rate", "prompt_rate", "ended_rate", "late_rate",
})  # fmt: skip
"""The number that stands beside the name on a phone; every report has one."""

DESK_ONLY = frozenset({"value_minor", "cost_minor", "won_days", "cycle_days", "developed"})
"""Numbers that a phone leaves out, unless all columns are asked for."""


@dataclass(frozen=True)
class Cell:
    """One number: its text, the interval beside it, and where it opens."""

    column: Column
    text: str
    interval: str = ""
    href: str = ""

    @property
    def place(self) -> str:
        """Where it stands on a phone."""
        if self.column.name in ASIDE and self.text:
            return "aside"
        return "wide-only" if not self.text or self.column.name in DESK_ONLY else ""


def ends_of(column: Column) -> tuple[str, str]:
    """Names of the columns that hold the ends of a number's interval: won_low, cost_per_won_low_minor, days_low."""
    stem, tail = column.name.removesuffix("_rate"), ""
    if column.unit == "money":
        stem, tail = stem.removesuffix("_minor"), "_minor"
    return f"{stem}_{_ENDS[0]}{tail}", f"{stem}_{_ENDS[1]}{tail}"


def visible(answer: Answer, *, is_whole: bool) -> list[Column]:
    """The columns to show; the ends of an interval stand beside their number, not in columns of their own."""
    ends = {end for column in answer.columns if column.unit != "count" for end in ends_of(column)}
    return [column for column in answer.columns if column.name not in ends and (is_whole or column.is_brief)]


def cells(answer: Answer, row: Row, columns: list[Column], given: QueryDict) -> list[Cell]:
    """One row of the table."""
    return [
        Cell(
            column,
            _text(answer, row, column),
            _interval(answer, row, column),
            _href(answer, row, column, given),
        )
        for column in columns
    ]


def _text(answer: Answer, row: Row, column: Column) -> str:
    value = row[column.name]
    if column.unit == "money" and answer.currency:
        return _worth(value, answer.currency)
    return shown(value, column, answer.currency)


def _interval(answer: Answer, row: Row, column: Column) -> str:
    low, high = (row.get(end) for end in ends_of(column))
    if low is None or high is None:
        return ""
    match column.unit:
        case "rate":
            return f"{decimal(low * 100)}–{decimal(high * 100)}"
        case "days":
            digits = 1 if high < 10 else 0
            return f"{decimal(low, digits)}–{decimal(high, digits)}"
        case "seconds":
            return f"{duration(low)}–{duration(high)}"
        case "money":
            return f"{_worth(low, answer.currency)}–{_worth(high, answer.currency)}"
    return ""


def _worth(minor: int | None, currency: str | None) -> str:
    """An amount in a table: whole units from a thousand on, so that a column reads alike; files have the cents."""
    if minor is None or not currency:
        return ""
    amount = to_amount(minor, currency)
    return money(minor if abs(amount) < WHOLE_FROM else to_minor(Decimal(round(amount)), currency), currency)


def total(answer: Answer, columns: list[Column], given: QueryDict) -> list[Cell]:
    """All groups together; empty where there is one row anyway, or rows that are no parts of a whole."""
    if answer.query.by is None or answer.splits or len(answer.rows) < 2:
        return []
    named = {answer.query.by: _("All together")}
    return [
        Cell(
            column, _text(answer, answer.total | named, column), _interval(answer, answer.total, column),
            _opened(answer, answer.total | named, column, given, EVERY),
        )
        for column in columns
    ]  # fmt: skip


def _href(answer: Answer, row: Row, column: Column, given: QueryDict) -> str:
    return _opened(answer, row, column, given, row.get(answer.query.by or ""))


def _opened(answer: Answer, row: Row, column: Column, given: QueryDict, group: Any) -> str:
    if not column.drillable or not row.get(column.name):
        return ""
    return rows_address(
        answer, column.name, given, group, [(name, row[name]) for name in answer.splits if row.get(name)]
    )


def rows_address(
    answer: Answer, column: str, given: QueryDict, group: Any = None, splits: Iterable[tuple[str, str]] = ()
) -> str:
    """Where the leads (deals, handoffs) behind a number are listed, under the same question."""
    kept = [(name, value) for name, values in given.lists() for value in values if name not in ("columns",)]
    extra = [("column", column)] + (
        [("group", group or NONE)] if answer.query.by and group is not EVERY else []
    )
    return f"{reverse('report_rows', args=[answer.report])}?{urlencode([*kept, *extra, *splits])}"
