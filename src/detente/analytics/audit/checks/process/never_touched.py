"""Leads that nobody ever tried to reach."""

from __future__ import annotations

from detente.analytics.audit import worth
from detente.analytics.audit.checks.process.basis import leads, logging
from detente.analytics.audit.checks.process.basis.labels import counted, rows_of
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Check, Finding, Skipped
from detente.analytics.audit.sql import beside
from detente.analytics.language import marked, say, say_many

SQL = beside(__file__)
OLD = "created_at < $as_of - INTERVAL 1 DAY"


def find(evidence: Evidence) -> Finding | Skipped | None:
    """Open leads without any sign of work, of all leads."""
    leads.prepare(evidence)
    logged = logging.of_leads(evidence)
    rows = rows_of("leads", SQL, "lead name owner source status created_at days", as_of=evidence.as_of)
    count = counted(evidence, rows)
    if not evidence.one(f"SELECT count(*) FROM lead_state WHERE is_open AND {OLD}", rows.parameters):
        return Skipped(say("No lead that is older than a day is known to be open."))
    if not count:
        return None
    if logged.is_silent:
        return Skipped(logged.refusal())
    is_known = not logged.caution()
    return Finding(
        _sentence(count, logged.caution()), count, evidence.filled("leads"), "leads",
        sureness="counted" if is_known else "a sign",
        cost=worth.cost_of_leads(evidence, SQL, rows.parameters) if is_known else None,
        rows=rows, fix="owner", weight=1.0 if is_known else 0.4,
    )  # fmt: skip


def _sentence(count: int, caution: str) -> str:
    said = say_many("%(n)s open lead shows no sign of work", "%(n)s open leads show no sign of work", count)
    return f"{said}. {caution}" if caution else said


CHECK = Check(
    "never_touched",
    "process",
    marked("Leads never touched"),
    marked("Somebody asked, and nobody answered: it is the cheapest revenue there is to win back."),
    marked("Give each an owner today; call the youngest first, and close what is too old with a reason."),
    (
        ("leads", "created_at"),
        (("activities", "at"), ("leads", "worked_at"), ("leads", "touches"), ("leads", "last_worked_at")),
    ),
    find,
    marked("Every open lead older than a day shows some work."),
)
