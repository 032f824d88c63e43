"""Planned work whose day has gone by."""

from __future__ import annotations

from detente.analytics.audit.checks.process.basis.labels import counted, rows_of
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Check, Finding, Skipped
from detente.analytics.audit.sql import beside
from detente.analytics.language import marked, say, say_many
from detente.analytics.wording import percent

SQL = beside(__file__)
OPEN = """
    SELECT count(*) FROM activities AS a WHERE a.is_done = FALSE AND a.at IS NOT NULL
        AND NOT regexp_matches(coalesce(a.outcome, ''), '(?i)cancel|no.?show|abgesagt|storniert')
"""


def find(evidence: Evidence) -> Finding | Skipped | None:
    """Open tasks past their day, of the open ones that have one."""
    of = evidence.one(OPEN)
    if not of:
        return Skipped(say("No task is still open."))
    rows = rows_of("activities", SQL, "activity owner lead deal due_at days", as_of=evidence.as_of)
    count = counted(evidence, rows)
    if not count:
        return None
    sentence = say_many(
        "%(n)s open task is past its day: %(share)s of the %(of)s open ones",
        "%(n)s open tasks are past their day: %(share)s of the %(of)s open ones",
        count, share=percent(count / of), of=of,
    )  # fmt: skip
    return Finding(sentence, count, of, say("open tasks"), rows=rows, weight=0.5)


CHECK = Check(
    "tasks_overdue",
    "process",
    marked("Tasks overdue"),
    marked("A list that is never empty is no longer read, and promises to buyers are among it."),
    marked("Strike all that are older than a month at once, and plan no more for a day than a day holds."),
    (("activities", "is_done"), ("activities", "at")),
    find,
    marked("No open task is past its day."),
)
