"""An answer's rows as cells: values as people read them, intervals beside their rate, links into the rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from detente.analytics.answer import Answer, Column, Row
from detente.analytics.render import shown

# Few columns are read, many are looked up: the group, then what the report calls brief.
_ENDS = ("_low", "_high")


@dataclass(frozen=True)
class Cell:
    """One number: its text, the interval beside it, and where it opens."""

    column: Column
    text: str
    interval: str = ""
    href: str = ""


def visible(answer: Answer, *, is_whole: bool) -> list[Column]:
    """The columns to show; the ends of an interval stand beside their rate, not in columns of their own."""
    ends = {f"{_stem(column)}{end}" for column in answer.columns if column.unit == "rate" for end in _ENDS}
    return [column for column in answer.columns if column.name not in ends and (is_whole or column.is_brief)]


def _stem(column: Column) -> str:
    return column.name.removesuffix("_rate")


def cells(answer: Answer, row: Row, columns: list[Column], given: QueryDict) -> list[Cell]:
    """One row of the table."""
    return [
        Cell(
            column, shown(row[column.name], column), _interval(row, column), _href(answer, row, column, given)
        )
        for column in columns
    ]


def _interval(row: Row, column: Column) -> str:
    low, high = (row.get(f"{_stem(column)}{end}") for end in _ENDS)
    if column.unit != "rate" or low is None or high is None:
        return ""
    return f"{low * 100:.1f}–{high * 100:.1f}"


def _href(answer: Answer, row: Row, column: Column, given: QueryDict) -> str:
    if not column.drillable or not row[column.name]:
        return ""
    return rows_address(answer, column.name, given, row.get(answer.query.by or ""))


def rows_address(answer: Answer, column: str, given: QueryDict, group: Any = None) -> str:
    """Where the leads behind a number are listed, under the same question."""
    kept = [(name, value) for name, values in given.lists() for value in values if name not in ("columns",)]
    extra = [("column", column)] + ([("group", group or "(none)")] if answer.query.by else [])
    return f"{reverse('report_rows', args=[answer.report])}?{urlencode(kept + extra)}"
