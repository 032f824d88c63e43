"""The table `lead_state`: each lead with the work on it, made once for all checks of an evidence."""

from __future__ import annotations

from detente.analytics.audit.checks.process.basis.hours import has_hours
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.sql import beside

STATE = beside(__file__)
WORK = beside(__file__, "lead_work")


def by_day(evidence: Evidence) -> bool:
    """Whether answers to leads can only be told in days: one of the two times has no hours."""
    times = [("leads", "created_at")]
    times += [("activities", "at")] if evidence.filled("activities", "at") else [("leads", "worked_at")]
    return not all(has_hours(evidence, *time) for time in times)


def prepare(evidence: Evidence) -> None:
    """Make `lead_work` and `lead_state` where they are not there yet."""
    evidence.connection.execute(WORK, {"as_of": evidence.as_of, "by_day": by_day(evidence)})
    evidence.connection.execute(STATE)
