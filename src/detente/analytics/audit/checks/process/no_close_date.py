"""Open deals without an expected close date."""

from __future__ import annotations

from detente.analytics.audit.checks.process.basis import deals
from detente.analytics.audit.checks.process.basis.labels import counted, rows_of
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Check, Finding, Skipped
from detente.analytics.language import marked, say, say_many
from detente.analytics.wording import percent

COLUMNS = "deal name owner stage amount created_at"
SQL = f"SELECT {COLUMNS.replace(' ', ', ')} FROM deal_state WHERE is_open AND expected_on IS NULL"


def find(evidence: Evidence) -> Finding | Skipped | None:
    """Open deals without an expected close date, of all open ones."""
    deals.prepare(evidence)
    of = evidence.one("SELECT count(*) FROM deal_state WHERE is_open")
    if not of:
        return Skipped(say("No deal is open."))
    rows = rows_of("deals", SQL, COLUMNS)
    count = counted(evidence, rows)
    if not count:
        return None
    sentence = say_many(
        "%(n)s open deal has no expected close date: %(share)s of all open ones",
        "%(n)s open deals have no expected close date: %(share)s of all open ones",
        count, share=percent(count / of),
    )  # fmt: skip
    return Finding(sentence, count, of, say("open deals"), rows=rows, fix="close_date", weight=0.8)


CHECK = Check(
    "no_close_date",
    "process",
    marked("Open deals without a close date"),
    marked("Without a day nobody can tell what a month will bring, nor that a deal is late."),
    marked("Ask for a date in the first talk about money, and let no deal move on without one."),
    (("deals", "status"), ("deals", "expected_on")),
    find,
    marked("Every open deal has an expected close date."),
)
