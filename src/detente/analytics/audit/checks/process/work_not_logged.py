"""Worked leads without a sign of work: the work was done elsewhere, or not written down."""

from __future__ import annotations

from detente.analytics.audit.checks.process.basis import leads, logging
from detente.analytics.audit.checks.process.basis.labels import rows_of
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Check, Finding, Skipped
from detente.analytics.language import marked, say, say_many
from detente.analytics.stats.intervals import FEWEST
from detente.analytics.wording import percent

COLUMNS = "lead name owner source status created_at"
SQL = f"SELECT {COLUMNS.replace(' ', ', ')} FROM lead_state WHERE says_worked AND NOT is_touched"

FEW = 0.05
"""Judgement: up to one in twenty is what gets lost anywhere."""


def find(evidence: Evidence) -> Finding | Skipped | None:
    """Leads that were surely worked and show no work, of all that were."""
    leads.prepare(evidence)
    logged = logging.of_leads(evidence)
    if logged.of < FEWEST:
        return Skipped(say("Fewer than %(n)s leads of the export were surely worked.", n=FEWEST))
    missing = logged.of - logged.count
    if missing <= FEW * logged.of:
        return None
    sentence = say_many(
        "%(n)s lead was surely worked and shows no call, mail or meeting: %(share)s of the %(of)s that were.",
        "%(n)s leads were surely worked and show no call, mail or meeting: %(share)s of the %(of)s that were.",
        missing, share=percent(missing / logged.of), of=logged.of,
    )  # fmt: skip
    return Finding(sentence, missing, logged.of, "leads", rows=rows_of("leads", SQL, COLUMNS), weight=0.6)


CHECK = Check(
    "work_not_logged",
    "process",
    marked("Worked leads without a sign of work"),
    marked(
        "Nobody learns from work that is not written down, and marketing sees leads that nobody seems to call."
    ),
    marked(
        "Connect mailbox and telephone, so that calls and mails are written down without anybody's doing."
    ),
    (
        ("leads", ""),
        (("activities", "lead"), ("activities", "person"), ("leads", "touches"), ("leads", "last_worked_at")),
    ),
    find,
    marked("Leads that were worked show it."),
)
