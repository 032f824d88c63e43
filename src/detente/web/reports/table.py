"""An answer's rows as cells: values as people read them, intervals beside their rate, links into the rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from detente.analytics.answer import Answer, Column, Row
from detente.analytics.render import shown
from detente.web.money import money

# Few columns are read, many are looked up: the group, then what the report calls brief.
_ENDS = ("low", "high")


@dataclass(frozen=True)
class Cell:
    """One number: its text, the interval beside it, and where it opens."""

    column: Column
    text: str
    interval: str = ""
    href: str = ""


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
            column, _text(answer, row, column), _interval(answer, row, column), _href(answer, row, column, given)
        )
        for column in columns
    ]


def _text(answer: Answer, row: Row, column: Column) -> str:
    value = row[column.name]
    if column.unit == "money" and answer.currency:
        return money(value, answer.currency)
    return shown(value, column, answer.currency)


def _interval(answer: Answer, row: Row, column: Column) -> str:
    low, high = (row.get(end) for end in ends_of(column))
    if low is None or high is None:
        return ""
    match column.unit:
        case "rate":
            return f"{low * 100:.1f}–{high * 100:.1f}"
        case "days":
            return f"{low:,.0f}–{high:,.0f}"
        case "money":
            return f"{money(low, answer.currency, short=True)}–{money(high, answer.currency, short=True)}"
    return ""


def _href(answer: Answer, row: Row, column: Column, given: QueryDict) -> str:
    if not column.drillable or not row[column.name]:
        return ""
    return rows_address(answer, column.name, given, row.get(answer.query.by or ""))


def rows_address(answer: Answer, column: str, given: QueryDict, group: Any = None) -> str:
    """Where the leads behind a number are listed, under the same question."""
    kept = [(name, value) for name, values in given.lists() for value in values if name not in ("columns",)]
    extra = [("column", column)] + ([("group", group or "(none)")] if answer.query.by else [])
    return f"{reverse('report_rows', args=[answer.report])}?{urlencode(kept + extra)}"
