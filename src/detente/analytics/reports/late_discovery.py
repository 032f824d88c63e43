"""Leads that got too far before they were found lacking: what that took, and which fact should have been known."""

from __future__ import annotations

from typing import Any

from detente.analytics.answer import Answer, Chart, Row
from detente.analytics.language import marked
from detente.analytics.query import Query
from detente.analytics.report import Beside, Report
from detente.analytics.reports import sql_of
from detente.analytics.reports.late_discovery_columns import columns
from detente.analytics.reports.late_discovery_compare import apart
from detente.analytics.reports.late_discovery_words import cautions, definitions, headline
from detente.analytics.reports.people_seen import cut_to_reader
from detente.analytics.stats.intervals import interval, rate
from detente.analytics.stats.survival import Wait, time_until

_SUMS = {"seconds_sum": 0, "estimated_sum": 0, "attempts_sum": 0, "touches_sum": 0}
_DAYS = ("days", "days_low", "days_high")
_HIDDEN = (
    "late_rate",
    "late_low",
    "late_high",
    "seconds",
    "estimated_share",
    "attempts",
    "touches",
    "cost_minor",
    *_DAYS,
)
_NAMES = tuple(column.name for column in columns())
_UNKNOWN: Row = {"stands": "", "cost_minor": None} | dict.fromkeys(_DAYS)


def complete(row: Row) -> Row:
    """A counted row with its rates and sums, in the published order of the columns."""
    row = _UNKNOWN | _SUMS | row
    row["stands"] = row["stands"] or ""
    row["late_rate"] = rate(row["mature_late"], row["mature"])
    row["late_low"], row["late_high"] = interval(row["mature_late"], row["mature"])
    for name in ("seconds", "attempts", "touches"):
        row[name] = row[f"{name}_sum"] if row["late"] else None
    row["estimated_share"] = row["estimated_sum"] / row["seconds_sum"] if row["seconds_sum"] else None
    rest = row.keys() - set(_NAMES) - _SUMS.keys()
    return {name: row[name] for name in [*rest, *_NAMES]}


def finish(rows: list[Row], query: Query, beside: Beside) -> list[Row]:
    """Facts by the late leads that they decided; rows with their days and with what stands apart."""
    by = str(query.by)
    timed = [row | _days(beside, (row[by],)) for row in rows]
    told = [row | {"stands": words} for row, words in zip(timed, apart(timed, query, beside), strict=True)]
    if by == "fact":
        told.sort(key=lambda row: (row["fact"] is None, -row["late"], -row["leads"]))
    return cut_to_reader(told, query, _HIDDEN)


def finish_total(total: Row, query: Query, beside: Beside) -> Row:
    """All together with their days."""
    return total | _days(beside, None)


def _days(beside: Beside, group: tuple[Any] | None) -> Row:
    """The median days past the point of knowing, and the ends of its interval; blank on few."""
    found = time_until(
        Wait(row["tenths"] / 10, True, row["leads"])
        for row in beside["days"]
        if group is None or row["group_key"] == group[0]
    )
    return {"days": found.median, "days_low": found.low, "days_high": found.high}


def _draw(answer: Answer) -> tuple[Chart, ...]:
    from detente.analytics.reports.late_discovery_chart import draw

    return draw(answer)


REPORT = Report(
    slug="late_discovery",
    name=marked("Late discovery"),
    asks=marked(
        "Which leads got too far before they were found lacking, and what should have been known earlier?"
    ),
    sql=sql_of("late_discovery"),
    tell_columns=columns,
    complete=complete,
    headline=headline,
    cautions=cautions,
    definitions=definitions,
    draw=_draw,
    base="lacking",
    fields=("fact",),
    default_by="fact",
    beside={
        "base": sql_of("beside/late_discovery_base"),
        "days": sql_of("beside/late_discovery_days"),
        "hours": sql_of("beside/late_discovery_hours"),
    },
    finish=finish,
    finish_total=finish_total,
)
