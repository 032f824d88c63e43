"""Deals that are older than the lead they came from."""

from __future__ import annotations

from detente.analytics.audit.checks.process.basis.hours import has_hours
from detente.analytics.audit.checks.process.basis.labels import counted, rows_of
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Check, Finding, Skipped
from detente.analytics.audit.sql import beside
from detente.analytics.language import marked, say, say_many

SQL = beside(__file__)
MANY = 0.2
"""Judgement: beyond a fifth the fault is hardly in the single deal."""

JOINED = """
    SELECT count(*) FROM (
        SELECT d.deal FROM leads AS l INNER JOIN deals AS d ON l.deal = d.deal
        WHERE l.created_at IS NOT NULL AND coalesce(d.created_at, d.closed_at) IS NOT NULL
        UNION
        SELECT d.deal FROM leads AS l INNER JOIN deals AS d ON l.lead = d.lead
        WHERE l.created_at IS NOT NULL AND coalesce(d.created_at, d.closed_at) IS NOT NULL
    ) AS j
"""


def find(evidence: Evidence) -> Finding | Skipped | None:
    """Deals dated before their lead, of those that a lead can be found for."""
    of = evidence.one(JOINED)
    if not of:
        return Skipped(say("No deal leads back to a lead of the export, both with a date."))
    rows = rows_of("deals", SQL, "deal name owner lead lead_created_at created_at closed_at days",
                   by_day=_by_day(evidence))  # fmt: skip
    count = counted(evidence, rows)
    if not count:
        return None
    sentence = say_many(
        "%(n)s deal of %(of)s began or closed before its lead came in",
        "%(n)s deals of %(of)s began or closed before their lead came in",
        count, of=of,
    )  # fmt: skip
    if count > MANY * of:
        caution = say(
            "So many that the key that joins them, or one of the two dates, is to be looked at first."
        )
        sentence = f"{sentence}. {caution}"
    return Finding(sentence, count, of, say("deals from leads"), rows=rows, fix="bad_data", weight=0.7)


def _by_day(evidence: Evidence) -> bool:
    times = [("leads", "created_at"), ("deals", "created_at"), ("deals", "closed_at")]
    return not all(has_hours(evidence, *time) for time in times if evidence.filled(*time))


CHECK = Check(
    "deal_before_lead",
    "process",
    marked("Deals before their lead"),
    marked(
        "A lead written down after its deal gives credit to a source that did not bring it, and shortens times to win."
    ),
    marked("Open each: correct the date, or take the lead off the deal where it did not bring it."),
    (
        ("leads", "created_at"),
        (("deals", "created_at"), ("deals", "closed_at")),
        (("leads", "deal"), ("deals", "lead")),
    ),
    find,
    marked("No deal began before its lead."),
)
