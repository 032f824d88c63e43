"""The clock of a handoff: when it is warned of, due, and taken away, in business time of who has it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from detente.analytics.business_time import NeverOpen
from detente.crm.handoff.hours import hours_for
from detente.crm.handoff.models import Handoff
from detente.crm.handoff.rules import PASSED
from detente.crm.jobs import actions as jobs
from detente.crm.people.models import User
from detente.crm.playbook.agreement import Agreement

WARN, DUE, REASSIGN = "handoff_warn", "handoff_due", "handoff_reassign"


@dataclass(frozen=True)
class Clock:
    """The instants that are counted once, when a handoff is assigned; None where nothing was agreed."""

    warn_at: datetime | None = None
    due_at: datetime | None = None
    attempt_due_at: datetime | None = None
    reassign_at: datetime | None = None


def clock_for(to: User | None, agreement: Agreement, *, kind: str, urgent: bool, since: datetime) -> Clock:
    """The clock of what somebody gets at an instant. Nobody's clock runs while it waits in the pool."""
    slas = agreement.slas
    if to is None or slas is None:
        return Clock()
    hours = hours_for(to, agreement)
    answer = (slas.passed_answer if kind == PASSED else slas.answer).of(is_urgent=urgent) * 60
    attempt = slas.first_attempt.of(is_urgent=urgent) * 60
    # So long after it was due.
    taken = None if slas.reassign_after_minutes is None else answer + slas.reassign_after_minutes * 60
    try:
        return Clock(
            warn_at=hours.after(since, answer * slas.warn_after),
            due_at=hours.after(since, answer),
            attempt_due_at=hours.after(since, attempt),
            reassign_at=None if taken is None else hours.after(since, taken),
        )
    except NeverOpen:
        return Clock()


def wind(handoff: Handoff) -> None:
    """Plan what the worker does about a handoff that nobody has answered; what was planned before is void."""
    jobs.plan(handoff.pk, {WARN: handoff.warn_at, DUE: handoff.due_at, REASSIGN: handoff.reassign_at})


def stop(handoff: Handoff) -> None:
    """It was answered: there is nothing to warn of any more."""
    jobs.plan(handoff.pk, dict.fromkeys((WARN, DUE, REASSIGN)))


def elapsed(handoff: Handoff, until: datetime | None = None) -> tuple[int, int] | None:
    """Seconds since it was assigned, by the clock and in business time of who has it; None in the pool."""
    if handoff.assigned_at is None or handoff.to is None:
        return None
    until = max(until or timezone.now(), handoff.assigned_at)
    business = hours_for(handoff.to).seconds_between(handoff.assigned_at, until)
    return int((until - handoff.assigned_at).total_seconds()), int(business)
