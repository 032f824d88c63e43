"""Counted rows in the order in which a report shows them, and all of them together."""

from __future__ import annotations

from collections.abc import Iterable

from detente.analytics.answer import Row
from detente.analytics.fields import field
from detente.analytics.query import Query
from detente.analytics.report import Report


def in_order(report: Report, query: Query, counted: list[Row]) -> Iterable[Row]:
    """Completed rows under the group's own name; the largest first, or in the field's order."""
    if query.by is None:
        return [report.complete(_keyed(query, row)) for row in counted or [_nothing(report)]]
    rows = [report.complete(_keyed(query, row)) for row in counted]
    by = query.by
    rows.sort(key=lambda row: unknown_last(row[by]))
    if not field(by).is_ordered:
        rows.sort(key=lambda row: -row[report.of])
    return rows


def _keyed(query: Query, row: Row) -> Row:
    rest = {name: value for name, value in row.items() if name != "group_key"}
    return rest if query.by is None else {query.by: row.get("group_key")} | rest


def _nothing(report: Report) -> Row:
    return {column.name: 0 if column.unit == "count" else None for column in report.columns}


def total_of(report: Report, counted: list[Row]) -> Row:
    """All rows together: counts and money added up, and what follows from them worked out anew.

    So is what a report counts without showing it, when its name ends in `_sum`.
    """
    adding = [column.name for column in report.columns if column.unit in ("count", "money")]
    adding += [name for name in (counted[0] if counted else ()) if name.endswith("_sum")]
    added = {
        name: _added([row[name] for row in counted]) for name in adding if not counted or name in counted[0]
    }
    counts = {column.name: 0 for column in report.columns if column.unit == "count"}
    known = {name: value for name, value in added.items() if value is not None}
    return report.complete({column.name: None for column in report.columns} | counts | known)


def _added(values: list[int | None]) -> int | None:
    """The sum of what is known; None where nothing is."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def unknown_last(value: str | None) -> tuple[bool, str]:
    """A key that sorts texts, the unknown one last."""
    return (value is None, value or "")
