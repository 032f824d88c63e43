"""Put a question to a report; open a number into its leads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from detente.analytics import reports
from detente.analytics.answer import Answer, Caution, Column, Period, Row
from detente.analytics.engines import Engine
from detente.analytics.errors import BadQuery, UnknownField
from detente.analytics.fields import LEAD_FIELDS, field, refuse_value, value_of
from detente.analytics.kept import kept
from detente.analytics.language import say
from detente.analytics.playbook_changes import changes_of_playbook
from detente.analytics.query import Query, end_of, start_of
from detente.analytics.report import Finding, Report
from detente.analytics.row_order import in_order, total_of, unknown_last
from detente.analytics.span import LONG_DAYS, USUAL_DAYS, Facts, Span

_NEVER = start_of(date.max, "UTC")


@dataclass(frozen=True)
class Behind:
    """What stands behind a number: a page of ids in order, how many there are, where the next page starts."""

    ids: tuple[int, ...]
    count: int
    after: int | None


def answer(slug: str, engine: Engine, query: Query | None = None) -> Answer:
    """The answer of a report. Raises `UnknownReport`, `UnknownField`, `BadQuery`."""
    if work_out := reports.reckoned(slug):
        return work_out(engine, of_the_tables(query or Query(), engine))
    report = reports.report(slug)
    query = _settled(query or Query(), engine, report)
    finding = kept(engine, slug, query, lambda: _found(report, engine, query))
    return Answer(
        report=slug,
        title=report.title,
        question=report.question,
        finding=report.headline(finding),
        period=Period(query.from_on, query.to_on, str(query.zone)),
        as_of=query.as_of or engine.as_of,
        rows=finding.rows,
        columns=_columns(report, query),
        cautions=(
            *report.cautions(finding),
            *changes_of_playbook(engine, finding),
            *(Caution(note) for note in engine.notes),
        ),
        definitions=tuple(report.definitions(finding)),
        engine=engine.name,
        query=query,
        draw=report.draw,
        total=finding.total,
        currency=engine.currency,
        of=report.of,
        splits=report.splits,
        has_groups_only=report.default_by is not None,
        dated=say(report.dated),
        takes_horizon=report.takes_horizon,
    )


def _found(report: Report, engine: Engine, query: Query) -> Finding:
    span = span_of(engine, query)
    counted, beside = _parted(_run(engine, report.sql, query, span))
    beside |= {name: _run(engine, sql, query, span) for name, sql in report.beside.items()}
    rows = tuple(report.finish(list(in_order(report, query, counted)), query, beside))
    facts = Facts(**_run(engine, _own("facts"), _of_leads(query), span)[0])
    total = report.finish_total(total_of(report, counted), query, beside)
    return Finding(query, rows, total, span, facts, beside, engine.currency)


def _parted(rows: list[Row]) -> tuple[list[Row], dict[str, list[Row]]]:
    """The counts, and apart from them the rows that the statement itself puts `beside` them."""
    if not rows or "beside" not in rows[0]:
        return rows, {}
    beside: dict[str, list[Row]] = {}
    counted: list[Row] = []
    for row in rows:
        name = row.pop("beside")
        (counted if name is None else beside.setdefault(name, [])).append(row)
    return counted, beside


def _of_leads(query: Query) -> Query:
    """The question as far as it can be put to leads."""
    where = tuple((name, value) for name, value in query.where if name in LEAD_FIELDS)
    return replace(query, where=where, by=query.by if query.by in LEAD_FIELDS else None)


def behind(
    slug: str,
    engine: Engine,
    query: Query | None = None,
    *,
    column: str,
    group: str | None = None,
    splits: Mapping[str, str] | None = None,
    of_all: bool = False,
    limit: int = 100,
    after: int | None = None,
) -> Behind:
    """The leads (deals, handoffs) behind one number of an answer.

    `group` is the row's value of the field grouped by ('' , '(none)' and None are the unknown
    one) and means nothing in an answer without groups, or with `of_all`, which opens all groups
    together. `splits` are values of the report's further columns of text. A lead of a chain stands
    under the first of the chain. Raises `UnknownField` for a column that opens into nothing.
    """
    from detente.analytics.compiling import rows_behind
    from detente.analytics.shape import shape_of

    report = reports.report(slug)
    query = _settled(query or Query(), engine, report)
    cut = _splits(report, splits or {})
    compiled = rows_behind(
        report.sql, shape_of(query), _flag(report, column), report.key, of_group=not of_all, splits=tuple(cut),
        is_once=len(cut) < len(report.splits),
    )  # fmt: skip
    page = {"after": -1 if after is None else after, "page_size": limit + 1, "group_key": value_of(group)}
    page |= {f"split_{name}": value for name, value in cut.items()}
    page["currency"] = engine.currency
    found = engine.rows(compiled.sql, compiled.given(values_of(query, span_of(engine, query)) | page))
    ids = tuple(row[report.key] for row in found[:limit])
    total = found[0]["total"] if found else 0
    return Behind(ids, total, ids[-1] if len(found) > limit else None)


def _flag(report: Report, name: str) -> str:
    opening = {column.name: column.opens for column in report.columns if column.opens}
    if flag := opening.get(name):
        return flag
    raise UnknownField(
        say("%(name)r opens into no leads. Columns that do: %(known)s.", name=name, known=", ".join(opening))
    )


def _splits(report: Report, given: Mapping[str, str]) -> dict[str, str]:
    if unknown := given.keys() - set(report.splits):
        raise UnknownField(
            say("%(report)s has no rows by %(name)r.", report=report.slug, name=sorted(unknown)[0])
        )
    return {name: given[name] for name in report.splits if name in given}


def groupable(report: Report) -> tuple[str, ...]:
    """The fields that a report can be grouped by; with those of leads it can be filtered by them too."""
    return report.groups or (*LEAD_FIELDS, *report.fields)


def of_the_tables(query: Query, engine: Engine) -> Query:
    """The question with the zone and the last instant of the tables where it names none."""
    return replace(query, zone=query.zone or engine.zone, as_of=query.as_of or engine.as_of)


def _settled(query: Query, engine: Engine, report: Report) -> Query:
    """The question with its zone, as_of and group filled in, refused where the tables have no such value."""
    query = replace(of_the_tables(query, engine), by=query.by or report.default_by)
    if query.by is not None and query.by not in groupable(report):
        raise UnknownField(_no_field(report, query.by, groupable(report)))
    for name in query.filters:
        if name not in (fields := (*LEAD_FIELDS, *report.fields)):
            raise UnknownField(_no_field(report, name, fields))
    if query.horizon_days is not None and not report.takes_horizon:
        raise BadQuery(say("%(report)s counts by its periods and takes no horizon.", report=report.slug))
    if query.as_of and query.as_of < engine.as_of:
        raise BadQuery(
            say(
                "The tables tell how things stand at %(at)s UTC, not earlier.",
                at=f"{engine.as_of:%Y-%m-%d %H:%M}",
            )
        )
    for name, values in query.filters.items():
        known = known_values(engine, name, zone=query.zone, vendor=query.vendor, base=report.base)
        for value in values:
            if value is not None and value not in known:
                raise refuse_value(name, value, known=known)
    return query


def _no_field(report: Report, name: str, fields: Iterable[str]) -> str:
    known = ", ".join(fields)
    if report.of == "handoffs":
        return say("%(report)s counts handoffs, which have no %(name)r. Fields: %(known)s.",
                   report=report.slug, name=name, known=known)  # fmt: skip
    if report.of == "deals":
        return say("%(report)s counts deals, which have no %(name)r. Fields: %(known)s.",
                   report=report.slug, name=name, known=known)  # fmt: skip
    return say("%(report)s counts leads, which have no %(name)r. Fields: %(known)s.",
               report=report.slug, name=name, known=known)  # fmt: skip


def known_values(
    engine: Engine, name: str, *, zone: str | None = None, vendor: str | None = None, base: str = "cohort"
) -> tuple[str | None, ...]:
    """The values that a field has in the tables, the unknown one (None) last; `base` is that of the report."""
    part = "cohort" if name in LEAD_FIELDS else base
    key = ("values", field(name).name, zone, vendor, part)
    if key not in engine.remembered:
        query = Query(by=name, zone=zone or engine.zone, vendor=vendor)
        found = _run(engine, f"SELECT c.group_key FROM {part} AS c GROUP BY c.group_key", query, None)
        engine.remembered[key] = tuple(sorted((row["group_key"] for row in found), key=unknown_last))
    held: tuple[str | None, ...] = engine.remembered[key]
    return held


def span_of(engine: Engine, query: Query) -> Span:
    """What the tables can tell at all."""
    key = ("span", query.vendor)
    if key not in engine.remembered:
        whole = Query(zone=query.zone, vendor=query.vendor)
        own = Span(**_run(engine, _own("span"), whole, None)[0])
        # Whether hand-overs are recorded at all is no vendor's own: all read the same counts.
        handoffs = span_of(engine, replace(query, vendor=None)).handoffs if query.vendor else own.handoffs
        engine.remembered[key] = replace(own, handoffs=handoffs)
    found: Span = engine.remembered[key]
    return found


def _run(engine: Engine, sql: str, query: Query, span: Span | None) -> list[Row]:
    from detente.analytics.compiling import statement
    from detente.analytics.shape import shape_of

    compiled = statement(sql, shape_of(query))
    return engine.rows(compiled.sql, compiled.given(values_of(query, span) | {"currency": engine.currency}))


def values_of(query: Query, span: Span | None) -> dict[str, Any]:
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
        "from_on": query.from_on,
        "to_on": query.to_on,
        "never": _NEVER,
        "usual_days": USUAL_DAYS,
        "long_days": LONG_DAYS,
        "is_ahead": span is None
        or (query.as_of and span.last_sign_at and span.last_sign_at > query.as_of)
        or False,
        "is_work_recorded": bool(span and span.activities),
        "is_handing_recorded": bool(span and span.handoffs),
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


@cache
def _own(name: str) -> str:
    return (Path(__file__).parent / f"{name}.sql").read_text(encoding="utf-8")
