"""Leads that nobody ever tried to reach."""

from __future__ import annotations

from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Check, Finding, Rows
from detente.analytics.audit.sql import beside
from detente.analytics.language import marked, say_many

SQL = beside(__file__)


def find(evidence: Evidence) -> Finding | None:
    """Open leads without any sign of work, of all leads."""
    rows = Rows("leads", SQL, {"lead": "Lead", "name": "Name", "owner": "Owner", "source": "Source",
                               "created_at": "Created", "days": "Days"},
                personal=("name",), parameters={"as_of": evidence.as_of})  # fmt: skip
    count = evidence.one(f"SELECT count(*) FROM ({SQL}) AS r", rows.parameters)
    if not count:
        return None
    return Finding(
        say_many("%(n)s lead was never touched", "%(n)s leads were never touched", count),
        count, evidence.filled("leads"), "leads", rows=rows, fix="owner",
    )  # fmt: skip


CHECK = Check(
    "never_touched",
    "process",
    marked("Leads never touched"),
    marked("Somebody asked, and nobody answered: it is the cheapest revenue there is to win back."),
    marked("Give each an owner today; call the youngest first, and close what is too old with a reason."),
    (("leads", "created_at"), (("activities", "at"), ("leads", "worked_at"), ("leads", "touches"))),
    find,
    marked("Every open lead shows some work."),
)
