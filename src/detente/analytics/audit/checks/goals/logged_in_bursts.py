"""Work that is written down in bursts: ten calls or tasks of one owner within ten minutes."""

from __future__ import annotations

from detente.analytics.audit.checks.process.basis.hours import has_hours
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Check, Clean, Finding, Skipped
from detente.analytics.audit.sql import beside
from detente.analytics.language import marked, say
from detente.analytics.stats.intervals import wilson
from detente.analytics.wording import percent

_FEWEST = 500
_HABIT = 0.15
_OWNERS, _MONTHS = 2, 3
"""Judgement: from 15 % on, with several owners and in several months, it is a habit."""


def find(evidence: Evidence) -> Finding | Clean | Skipped:
    """Done calls, tasks, notes and meetings with the time when they were written down; those by a program left out."""
    if not has_hours(evidence, "activities", "created_at"):
        return Skipped(say("Activities tell the day on which they were written down, not the time."))
    rows = evidence.rows(beside(__file__))
    whole, part = sum(row["whole"] for row in rows), sum(row["part"] for row in rows)
    if whole < _FEWEST:
        return Skipped(say("Fewer than %(n)s done calls, tasks, notes and meetings have an owner and the time when "
                           "they were written down.", n=_FEWEST))  # fmt: skip
    months = sum(row["part"] > 0 for row in rows)
    owners = max(row["owners"] for row in rows)
    share = percent(part / whole)
    if part < _HABIT * whole or months < _MONTHS or owners < _OWNERS:
        return Clean(
            say("%(share)s of calls and tasks were written down ten or more within ten minutes.", share=share)
        )
    return Finding(
        say("%(n)s of %(of)s calls and tasks (%(share)s) were written down by one owner ten or more within ten "
            "minutes: a sign that they are logged to be counted", n=part, of=whole, share=share),
        part, whole, "activities", sureness="a sign", interval=wilson(part, whole), weight=0.4,
    )  # fmt: skip


CHECK = Check(
    "logged_in_bursts",
    "goals",
    marked("Work logged in bursts"),
    marked("Where activity is counted, activity is logged: numbers of calls then say little about buyers who were "
           "reached, and response times can't be believed. A telephone system looks the same."),
    marked("Ask how these were written down; count conversations and answers instead of entries."),
    (("activities", "created_at"), ("activities", "owner")),
    find,
    marked("Work is written down as it is done."),
)  # fmt: skip
