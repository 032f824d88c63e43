"""Lost deals and ended leads that were closed many at once: a clean-up, or a load."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import Any

from detente.analytics.audit.checks.process.basis import deals, leads
from detente.analytics.audit.checks.process.basis.labels import labels, rows_of
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Breakdown, Check, Finding, Rows, Skipped
from detente.analytics.audit.sql import beside
from detente.analytics.language import marked, say, say_many
from detente.analytics.wording import day, percent

SQL = beside(__file__)
OF_DEALS = """
    SELECT deal, name, owner, stage, amount, created_at, closed_at FROM deal_state
    WHERE is_closed AND NOT is_won AND CAST(closed_at AS DATE) IN (SELECT unnest($days))
"""
OF_LEADS = """
    SELECT lead, name, owner, source, status, created_at, closed_at FROM lead_state
    WHERE exit IS NOT NULL AND CAST(closed_at AS DATE) IN (SELECT unnest($days))
"""

FEWEST_DAYS, FEWEST_ENDED, PART, TIMES = 20, 30, 0.05, 10
"""A day counts with 30 ends or more, 5 % of all, ten times the usual day; told where 20 days have ends."""


def find(evidence: Evidence) -> Finding | Skipped | None:
    """Ends on days with far more of them than usual, of all; of lost deals, or of leads where more of those are."""
    deals.prepare(evidence)
    leads.prepare(evidence)
    rows = evidence.rows(SQL)
    told = {name: held for name in ("deals", "leads") if len(held := _of(rows, name)) >= FEWEST_DAYS}
    if not told:
        return Skipped(say("Lost deals and ended leads stand on fewer than %(n)s days.", n=FEWEST_DAYS))
    table = max(told, key=lambda name: sum(row["ended"] for row in bulk_days(told[name])))
    days = bulk_days(told[table])
    if not days:
        return None
    count, of = sum(row["ended"] for row in days), sum(row["ended"] for row in told[table])
    first = max(days, key=lambda row: row["ended"])
    sentence = say_many(
        "%(share)s of what was lost or ended was closed on %(n)s day, %(day)s: a clean-up or a load, no decisions",
        "%(share)s of what was lost or ended was closed on %(n)s days, most on %(day)s: clean-ups or loads, no "
        "decisions",
        len(days), share=percent(count / of), day=day(first["on_day"]),
    )  # fmt: skip
    listed = tuple({"on_day": day(row["on_day"]), "ended": row["ended"]} for row in days[:12])
    return Finding(
        sentence, count, of, table, sureness="a sign", rows=_rows(table, days),
        breakdowns=(Breakdown(say("Days with many ends"), labels("on_day", "ended"), listed),), weight=0.5,
    )  # fmt: skip


def bulk_days(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Days with far more ends than the usual day."""
    usual, every = median(row["ended"] for row in rows), sum(row["ended"] for row in rows)
    return [row for row in rows if row["ended"] >= max(FEWEST_ENDED, PART * every, TIMES * usual)]


def _of(rows: Sequence[dict[str, Any]], table: str) -> list[dict[str, Any]]:
    return [row for row in rows if row["object"] == table]


def _rows(table: str, days: Sequence[dict[str, Any]]) -> Rows:
    on = [row["on_day"] for row in days]
    if table == "deals":
        return rows_of("deals", OF_DEALS, "deal name owner stage amount created_at closed_at", days=on)
    return rows_of("leads", OF_LEADS, "lead name owner source status created_at closed_at", days=on)


CHECK = Check(
    "closed_in_bulk",
    "process",
    marked("Many closed on one day"),
    marked("Reasons and times from such days are nobody's experience: they bend every figure about losses."),
    marked(
        "Leave these days out of reasons and times; give each lost deal its own reason on the day it is lost."
    ),
    ((("deals", "closed_at"), ("leads", "closed_at")),),
    find,
    marked("No day stands out by what was closed on it."),
)
