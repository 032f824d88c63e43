"""Open deals without any sign of work."""

from __future__ import annotations

from detente.analytics.audit.checks.process.basis import deals, logging
from detente.analytics.audit.checks.process.basis.labels import counted, rows_of
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Check, Finding, Skipped
from detente.analytics.audit.sql import beside
from detente.analytics.language import marked, say, say_many
from detente.analytics.wording import percent

SQL = beside(__file__)


def find(evidence: Evidence) -> Finding | Skipped | None:
    """Open deals without a sign of work, of all open ones."""
    deals.prepare(evidence)
    logged = logging.of_deals(evidence)
    of = evidence.one("SELECT count(*) FROM deal_state WHERE is_open")
    if not of:
        return Skipped(say("No deal is open."))
    rows = rows_of("deals", SQL, "deal name owner stage amount created_at days")
    count = counted(evidence, rows)
    if not count:
        return None
    if logged.is_silent:
        return Skipped(logged.refusal())
    sentence = say_many(
        "%(n)s open deal shows no call, mail or meeting: %(share)s of all open ones",
        "%(n)s open deals show no call, mail or meeting: %(share)s of all open ones",
        count, share=percent(count / of),
    )  # fmt: skip
    caution = logged.caution()
    return Finding(
        f"{sentence}. {caution}" if caution else sentence, count, of, say("open deals"),
        sureness="a sign" if caution else "counted", rows=rows, fix="owner", weight=0.4 if caution else 0.8,
    )  # fmt: skip


CHECK = Check(
    "deals_without_activity",
    "process",
    marked("Open deals without any work"),
    marked("A deal that nobody has talked to anybody about is a hope, not a deal."),
    marked("Call each this week, or take it out of the pipeline."),
    (("deals", "status"), (("activities", "deal"), ("deals", "touches"), ("deals", "last_worked_at"))),
    find,
    marked("Every open deal shows some work."),
)
