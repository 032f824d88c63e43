"""Converted leads without a deal."""

from __future__ import annotations

from detente.analytics.audit.checks.process.basis import leads
from detente.analytics.audit.checks.process.basis.labels import counted, rows_of
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Check, Finding, Skipped
from detente.analytics.audit.sql import beside
from detente.analytics.language import marked, say, say_many
from detente.analytics.wording import percent

SQL = beside(__file__)


def find(evidence: Evidence) -> Finding | Skipped | None:
    """Converted leads without a deal, of all converted ones."""
    leads.prepare(evidence)
    of = evidence.one("SELECT count(*) FROM lead_state WHERE is_converted")
    rows = rows_of("leads", SQL, "lead name owner source status created_at")
    count = counted(evidence, rows)
    if not count:
        return None if of else Skipped(say("No lead of the export is converted."))
    if count == of:
        return Skipped(
            say(
                "No converted lead leads to a deal: export the key of the deal with the leads, then ask again."
            )
        )
    sentence = say_many(
        "%(n)s converted lead has no deal: %(share)s of the %(of)s converted",
        "%(n)s converted leads have no deal: %(share)s of the %(of)s converted",
        count, share=percent(count / of), of=of,
    )  # fmt: skip
    return Finding(sentence, count, of, say("converted leads"), rows=rows, fix="bad_data", weight=0.8)


CHECK = Check(
    "converted_without_deal",
    "process",
    marked("Converted leads without a deal"),
    marked("Marketing counts a success that sales never sees: the funnel breaks where the teams meet."),
    marked("Open a deal for each that is one; take back the conversion of the rest, with a reason."),
    (
        (("leads", "is_converted"), ("leads", "converted_at")),
        ("deals", ""),
        (("leads", "deal"), ("deals", "lead"), ("deals", "person")),
    ),
    find,
    marked("Every converted lead has its deal."),
)
