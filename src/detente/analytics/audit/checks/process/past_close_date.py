"""Open deals past their close date."""

from __future__ import annotations

from detente.analytics.audit import worth
from detente.analytics.audit.checks.process.basis import deals
from detente.analytics.audit.checks.process.basis.labels import counted, rows_of
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Check, Finding, Skipped
from detente.analytics.audit.sql import beside
from detente.analytics.language import marked, say, say_many
from detente.analytics.wording import count as written
from detente.analytics.wording import percent

SQL = beside(__file__)


def find(evidence: Evidence) -> Finding | Skipped | None:
    """Open deals past their close date, of the open ones that have one."""
    deals.prepare(evidence)
    of = evidence.one("SELECT count(*) FROM deal_state WHERE is_open AND expected_on IS NOT NULL")
    if not of:
        return Skipped(say("No open deal has an expected close date."))
    rows = rows_of("deals", SQL, "deal name owner stage amount expected_on days", as_of=evidence.as_of)
    late = counted(evidence, rows)
    if not late:
        return None
    days = evidence.one(f"SELECT median(days) FROM ({SQL}) AS r", rows.parameters)
    return Finding(
        _sentence(late, of, round(days)), late, of, say("open deals"),
        cost=worth.cost_of_deals(evidence, SQL, rows.parameters), rows=rows, fix="close_date",
    )  # fmt: skip


def _sentence(late: int, of: int, days: int) -> str:
    return say_many(
        "%(n)s open deal is past its close date: %(share)s of the %(of)s that have one, by %(days)s days",
        "%(n)s open deals are past their close date: %(share)s of the %(of)s that have one, half of them by more "
        "than %(days)s days",
        late, share=percent(late / of), of=written(of), days=days,
    )  # fmt: skip


CHECK = Check(
    "past_close_date",
    "process",
    marked("Open deals past their close date"),
    marked("A forecast counts them on days that have gone by: nobody knows what this quarter will bring."),
    marked(
        "Go through them by amount: close what is dead with a reason, give the rest a date that the buyer has named."
    ),
    (("deals", "status"), ("deals", "expected_on")),
    find,
    marked("No open deal is past its close date."),
)
