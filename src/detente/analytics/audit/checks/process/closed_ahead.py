"""Won deals dated into the future."""

from __future__ import annotations

from detente.analytics.audit.checks.process.basis import deals
from detente.analytics.audit.checks.process.basis.labels import counted, rows_of
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Check, Finding, Skipped
from detente.analytics.audit.sql import beside
from detente.analytics.language import marked, say, say_many

SQL = beside(__file__)


def find(evidence: Evidence) -> Finding | Skipped | None:
    """Won deals that close after the last day of the evidence, of all won ones."""
    deals.prepare(evidence)
    of = evidence.one("SELECT count(closed_at) FROM deal_state WHERE is_won")
    if not of:
        return Skipped(say("No won deal has a date."))
    rows = rows_of("deals", SQL, "deal name owner status amount closed_at days", as_of=evidence.as_of)
    count = counted(evidence, rows)
    if not count:
        return None
    sentence = say_many(
        "%(n)s won deal of %(of)s closes on a day that is still to come",
        "%(n)s won deals of %(of)s close on a day that is still to come",
        count, of=of,
    )  # fmt: skip
    return Finding(sentence, count, of, say("won deals"), rows=rows, fix="close_date", weight=0.6)


CHECK = Check(
    "closed_ahead",
    "process",
    marked("Won on a day to come"),
    marked("Revenue of a month that has not been is counted, or a plan stands where a fact should."),
    marked("Set the day on which the deal was won; keep the day of the first invoice in a field of its own."),
    (("deals", "status"), ("deals", "closed_at")),
    find,
    marked("No won deal is dated into the future."),
)
