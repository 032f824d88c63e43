"""Won deals without a sign of work: the work was done elsewhere, or not written down."""

from __future__ import annotations

from detente.analytics.audit.checks.process.basis import deals, logging
from detente.analytics.audit.checks.process.basis.labels import rows_of
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Check, Finding, Skipped
from detente.analytics.language import marked, say, say_many
from detente.analytics.stats.intervals import FEWEST
from detente.analytics.wording import percent

COLUMNS = "deal name owner source stage amount created_at closed_at"
SQL = f"SELECT {COLUMNS.replace(' ', ', ')} FROM deal_state WHERE is_won AND NOT is_touched"

FEW = 0.05
"""Judgement: up to one in twenty is what gets lost anywhere."""


def find(evidence: Evidence) -> Finding | Skipped | None:
    """Deals that were surely worked and show no work, of all that were."""
    deals.prepare(evidence)
    logged = logging.of_deals(evidence)
    if logged.of < FEWEST:
        return Skipped(say("Fewer than %(n)s deals of the export were surely worked.", n=FEWEST))
    missing = logged.of - logged.count
    if missing <= FEW * logged.of:
        return None
    sentence = say_many(
        "%(n)s won deal shows no call, mail or meeting: %(share)s of the %(of)s won.",
        "%(n)s won deals show no call, mail or meeting: %(share)s of the %(of)s won.",
        missing, share=percent(missing / logged.of), of=logged.of,
    )  # fmt: skip
    return Finding(sentence, missing, logged.of, "deals", rows=rows_of("deals", SQL, COLUMNS), weight=0.6)


CHECK = Check(
    "wins_not_logged",
    "process",
    marked("Won deals without a sign of work"),
    marked("Nobody can learn how deals are won from those that say nothing."),
    marked(
        "Connect mailbox and telephone, so that calls and mails are written down without anybody's doing."
    ),
    (("deals", "status"), (("activities", "deal"), ("deals", "touches"), ("deals", "last_worked_at"))),
    find,
    marked("Won deals show the work on them."),
)
