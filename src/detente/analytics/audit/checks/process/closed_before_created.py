"""Deals closed before they were created."""

from __future__ import annotations

from detente.analytics.audit.checks.process.basis import deals
from detente.analytics.audit.checks.process.basis.hours import has_hours
from detente.analytics.audit.checks.process.basis.labels import counted, rows_of
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Check, Finding, Skipped
from detente.analytics.audit.sql import beside
from detente.analytics.language import marked, say, say_many
from detente.analytics.wording import day, percent

SQL = beside(__file__)

_ONE_DAY = 0.5


def find(evidence: Evidence) -> Finding | Skipped | None:
    """Deals whose end lies before their beginning, of the closed ones that have both."""
    deals.prepare(evidence)
    by_day = not (has_hours(evidence, "deals", "created_at") and has_hours(evidence, "deals", "closed_at"))
    of = evidence.one(
        "SELECT count(*) FROM deal_state WHERE is_closed AND closed_at IS NOT NULL AND created_at IS NOT NULL"
    )
    if not of:
        return Skipped(say("No closed deal has both dates."))
    rows = rows_of("deals", SQL, "deal name owner status created_at closed_at days", by_day=by_day)
    count = counted(evidence, rows)
    if not count:
        return None
    sentence = say_many(
        "%(n)s deal was closed before it was created: %(share)s of the closed ones that have both dates.",
        "%(n)s deals were closed before they were created: %(share)s of the closed ones that have both dates.",
        count, share=percent(count / of),
    )  # fmt: skip
    return Finding(
        f"{sentence} {_loaded(evidence, rows.parameters, count)}".rstrip(), count, of, say("closed deals"),
        rows=rows, fix="close_date", weight=0.6,
    )  # fmt: skip


def _loaded(evidence: Evidence, parameters: dict[str, bool], count: int) -> str:
    """Said where most of them were created on one day: their true beginnings were lost when they were loaded."""
    row = evidence.rows(
        f"SELECT CAST(created_at AS DATE) AS on_day, count(*) AS n FROM ({SQL}) AS r GROUP BY 1 "
        "ORDER BY n DESC, on_day LIMIT 1",
        parameters,
    )[0]
    if count < 2 or row["n"] < _ONE_DAY * count:
        return ""
    return say(
        "%(n)s of them were created on %(day)s, which looks like a load: their true beginnings were lost with it.",
        n=row["n"], day=day(row["on_day"]),
    )  # fmt: skip


CHECK = Check(
    "closed_before_created",
    "process",
    marked("Deals closed before they were created"),
    marked(
        "How long a deal takes, and what was open when, are reckoned from these dates: they come out wrong."
    ),
    marked(
        "Correct the dates where the true ones are known; write deals down when they begin, not when they are won."
    ),
    (("deals", "created_at"), ("deals", "closed_at"), ("deals", "status")),
    find,
    marked("No deal was closed before it was created."),
)
