"""People whom two owners work at once, because they are written down twice."""

from __future__ import annotations

from detente.analytics.audit.checks.process.basis import leads
from detente.analytics.audit.checks.process.basis.labels import rows_of
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Check, Finding, Skipped
from detente.analytics.audit.sql import beside
from detente.analytics.language import marked, say, say_many
from detente.analytics.wording import percent

SQL = beside(__file__)
WORKED = """
    SELECT count(DISTINCT lower(trim(email))) FROM lead_state
    WHERE email LIKE '%_@_%' AND is_touched AND last_at IS NOT NULL AND coalesce(trim(owner), '') <> ''
"""


def find(evidence: Evidence) -> Finding | Skipped | None:
    """Addresses worked by two owners within a month, of all addresses of worked leads."""
    leads.prepare(evidence)
    of = evidence.one(WORKED)
    if not of:
        return Skipped(say("No lead has an address, an owner and dated work."))
    rows = rows_of("leads", SQL, "lead name email owner other other_owner last_at", as_of=evidence.as_of)
    count = evidence.one(f"SELECT count(DISTINCT email) FROM ({SQL}) AS r", rows.parameters)
    if not count:
        return None
    sentence = say_many(
        "%(n)s person is written down twice under two owners, both worked within a month: %(share)s of those worked",
        "%(n)s people are written down twice under two owners, both worked within a month: %(share)s of those worked",
        count, share=percent(count / of),
    )  # fmt: skip
    return Finding(sentence, count, of, "people", rows=rows, fix="merge", weight=1.2)


CHECK = Check(
    "worked_twice",
    "process",
    marked("People worked by two owners"),
    marked("Two of yours call the same person, each with half the story; the buyer notices first."),
    marked("Merge them and agree who goes on; look for duplicates before routing, not after."),
    (
        ("leads", "email"),
        ("leads", "owner"),
        (("activities", "at"), ("leads", "worked_at"), ("leads", "last_worked_at")),
    ),
    find,
    marked("Nobody was worked by two owners at once."),
)
