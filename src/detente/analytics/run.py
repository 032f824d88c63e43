"""Put a question to a report; open a number into its leads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from detente.analytics import reports
from detente.analytics.answer import Answer, Caution, Column, Period, Row
from detente.analytics.engines import Engine
from detente.analytics.errors import BadQuery, UnknownField
from detente.analytics.fields import field, refuse_value, value_of
from detente.analytics.query import Query, end_of, start_of
from detente.analytics.report import Finding, Report
from detente.analytics.span import Facts, Span

_NEVER = start_of(date.max, "UTC")


@dataclass(frozen=True)
class Behind:
    """The leads behind a number: one page of ids in order, how many there are, where the next page starts."""

    ids: tuple[int, ...]
    count: int
    after: int | None


def answer(slug: str, engine: Engine, query: Query | None = None) -> Answer:
    """The answer of a report. Raises `UnknownReport`, `UnknownField`, `BadQuery`."""
    report, query = reports.report(slug), _settled(query or Query(), engine)
    span = _span(engine, query)
    counted = _run(engine, report.sql, query, span)
    rows = tuple(_sorted(report, query, counted))
    finding = Finding(
        query, rows, _total(report, rows), span, Facts(**_run(engine, _own("facts"), query, span)[0])
    )
    return Answer(
        report=slug,
        question=report.question,
        headline=report.headline(finding),
        period=Period(query.from_on, query.to_on, str(query.zone)),
        as_of=query.as_of or engine.as_of,
        rows=rows,
        columns=_columns(report, query),
        cautions=(*report.cautions(finding), *(Caution(note) for note in engine.notes)),
        definitions=tuple(report.definitions(finding)),
        engine=engine.name,
        query=query,
        draw=report.draw,
    )


def behind(
    slug: str,
    engine: Engine,
    query: Query | None = None,
    *,
    column: str,
    group: str | None = None,
    limit: int = 100,
    after: int | None = None,
) -> Behind:
    """The leads behind one number of an answer.

    `group` is the row's value of the field grouped by ('' , '(none)' and None are the unknown
    one) and means nothing in an answer without groups. A lead of a chain stands under the first
    of the chain. Raises `UnknownField` for a column that opens into nothing.
    """
    from detente.analytics.compiling import rows_behind
    from detente.analytics.shape import shape_of

    report, query = reports.report(slug), _settled(query or Query(), engine)
    compiled = rows_behind(report.sql, shape_of(query), _flag(report, column))
    page = {"after": -1 if after is None else after, "page_size": limit + 1, "group_key": value_of(group)}
    found = engine.rows(compiled.sql, compiled.given(_values(query, _span(engine, query)) | page))
    ids = tuple(row["lead_id"] for row in found[:limit])
    total = found[0]["total"] if found else 0
    return Behind(ids, total, ids[-1] if len(found) > limit else None)


def _flag(report: Report, name: str) -> str:
    opening = {column.name: column.opens for column in report.columns if column.opens}
    if flag := opening.get(name):
        return flag
    raise UnknownField(f"{name!r} opens into no leads. Columns that do: {', '.join(opening)}.")


def _settled(query: Query, engine: Engine) -> Query:
    """The question with its zone and as_of filled in, refused where the tables have no such value."""
    query = replace(query, zone=query.zone or engine.zone, as_of=query.as_of or engine.as_of)
    if query.as_of and query.as_of < engine.as_of:
        raise BadQuery(f"The tables tell how things stand at {engine.as_of:%Y-%m-%d %H:%M} UTC, not earlier.")
    for name, values in query.filters.items():
        known = known_values(engine, name, zone=query.zone, vendor=query.vendor)
        for value in values:
            if value is not None and value not in known:
                raise refuse_value(name, value, known=known)
    return query


def known_values(
    engine: Engine, name: str, *, zone: str | None = None, vendor: str | None = None
) -> tuple[str | None, ...]:
    """The values that a field has in the tables, the unknown one (None) last."""
    key = ("values", field(name).name, zone, vendor)
    if key not in engine.remembered:
        query = Query(by=name, zone=zone or engine.zone, vendor=vendor)
        found = _run(engine, "SELECT c.group_key FROM cohort AS c GROUP BY c.group_key", query, None)
        engine.remembered[key] = tuple(sorted((row["group_key"] for row in found), key=_none_last))
    held: tuple[str | None, ...] = engine.remembered[key]
    return held


def _span(engine: Engine, query: Query) -> Span:
    key = ("span", query.vendor)
    if key not in engine.remembered:
        whole = Query(zone=query.zone, vendor=query.vendor)
        engine.remembered[key] = Span(**_run(engine, _own("span"), whole, None)[0])
    found: Span = engine.remembered[key]
    return found


def _run(engine: Engine, sql: str, query: Query, span: Span | None) -> list[Row]:
    from detente.analytics.compiling import statement
    from detente.analytics.shape import shape_of

    compiled = statement(sql, shape_of(query))
    return engine.rows(compiled.sql, compiled.given(_values(query, span)))


def _values(query: Query, span: Span | None) -> dict[str, Any]:
    """Every parameter that a compiled question may need."""
    from detente.analytics.filters import parameter

    zone = query.zone or "UTC"
    values: dict[str, Any] = {
        parameter(number, place): value
        for number, held in enumerate(query.filters.values())
        for place, value in enumerate(held)
    }
    return values | {
        "zone": zone,
        "as_of": query.as_of,
        "vendor_scope": query.vendor,
        "horizon_days": query.horizon_days,
        "from_at": start_of(query.from_on, zone) if query.from_on else None,
        "to_at": end_of(query.to_on, zone) if query.to_on else None,
        "never": _NEVER,
        "truncated_before": span.truncated_before if span else None,
        "mature_before": mature_before(query, span) if span else None,
    }


def mature_before(query: Query, span: Span) -> datetime | None:
    """Leads that arrived until this instant are old enough to be judged."""
    days = query.horizon_days if query.horizon_days is not None else span.mature_days
    return query.as_of - timedelta(days=days) if query.as_of else None


def _columns(report: Report, query: Query) -> tuple[Column, ...]:
    if query.by is None:
        return report.columns
    by = field(query.by)
    return (Column(by.name, by.label, "text", by.meaning, is_brief=True), *report.columns)


def _sorted(report: Report, query: Query, counted: list[Row]) -> Iterable[Row]:
    """Completed rows under the group's own name; the largest first, or in the field's order."""
    if query.by is None:
        return [report.complete(_keyed(query, row)) for row in counted or [_nothing(report)]]
    rows = [report.complete(_keyed(query, row)) for row in counted]
    by = query.by
    rows.sort(key=lambda row: _none_last(row[by]))
    if not field(by).is_ordered:
        rows.sort(key=lambda row: -row["leads"])
    return rows


def _keyed(query: Query, row: Row) -> Row:
    rest = {name: value for name, value in row.items() if name != "group_key"}
    return rest if query.by is None else {query.by: row.get("group_key")} | rest


def _nothing(report: Report) -> Row:
    return {column.name: 0 if column.unit == "count" else None for column in report.columns}


def _total(report: Report, rows: Iterable[Row]) -> Row:
    rows = list(rows)
    return {
        column.name: sum(row[column.name] for row in rows)
        for column in report.columns
        if column.unit == "count"
    }


def _none_last(value: str | None) -> tuple[bool, str]:
    return (value is None, value or "")


@cache
def _own(name: str) -> str:
    return (Path(__file__).parent / f"{name}.sql").read_text(encoding="utf-8")
