"""What the worker does when a handoff's clock runs: warns, escalates, gives it to somebody else.

Each looks at the handoff as it stands under its lead's lock: one that was answered, or that somebody else has by
now, is left alone.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from detente.crm.capture.models import Lead
from detente.crm.handoff import answering, clock, giving
from detente.crm.handoff.models import Handoff
from detente.crm.handoff.routing import route
from detente.crm.history.facts import Escalated, Warned
from detente.crm.history.record import of, record
from detente.crm.jobs.actions import does, moment
from detente.crm.jobs.models import DueJob
from detente.crm.people.models import User
from detente.crm.playbook import actions as playbook

PAST_ITS_TIME = "past_its_time"
Doing = Callable[[Handoff, Lead, datetime], None]


def _under_lock(job: DueJob, due: str, doing: Doing) -> None:
    handoff = Handoff.objects.select_related("lead").filter(pk=int(job.key), answer=None).first()
    if handoff is None:
        return
    with of(handoff.lead) as lead:
        handoff = answering.locked_handoff(handoff, lead)
        now, planned = moment(), getattr(handoff, due)
        if handoff.answer is None and planned is not None and planned <= now:
            doing(handoff, lead, now)


@does(clock.WARN)
def warn(job: DueJob) -> None:
    """The answer is due soon: whoever has it is told."""
    _under_lock(job, "warn_at", _warn)


def _warn(handoff: Handoff, lead: Lead, now: datetime) -> None:
    if handoff.warned_at is None:
        handoff.warned_at = now
        handoff.save(update_fields=["warned_at"])
        facts = {"handoff": str(handoff.uuid), "to": handoff.to_id, "due_at": _text(handoff.due_at)}
        record(lead, Warned(facts=facts), by=None, at=now)


@does(clock.DUE)
def escalate(job: DueJob) -> None:
    """Nobody answered in time: the managers are told."""
    _under_lock(job, "due_at", _escalate)


def _escalate(handoff: Handoff, lead: Lead, now: datetime) -> None:
    if handoff.escalated_at is None:
        handoff.escalated_at = now
        handoff.save(update_fields=["escalated_at"])
        told = managers_of(handoff.to)
        facts = {
            "handoff": str(handoff.uuid),
            "to": handoff.to_id,
            "managers": told,
            "due_at": _text(handoff.due_at),
        }
        record(lead, Escalated(owner_id=told[0] if told else None, facts=facts), by=None, at=now)


def managers_of(user: User | None) -> list[int]:
    """Who answers for somebody's time: managers of their team, else all managers, else operations."""
    active = User.objects.filter(is_active=True).order_by("pk")
    managers = active.filter(role="manager")
    own = managers.filter(team=user.team_id) if user and user.team_id else managers.none()
    for found in (own, managers, active.filter(role__in=("operations", "admin"))):
        if keys := list(found.values_list("pk", flat=True)):
            return keys
    return []


@does(clock.REASSIGN)
def reassign(job: DueJob) -> None:
    """It stayed without an answer for too long: somebody else with room gets it; with nobody it stays."""
    _under_lock(job, "reassign_at", _reassign)


def _reassign(handoff: Handoff, lead: Lead, now: datetime) -> None:
    had = {handoff.to_id or 0, *handoff.route_facts.get("had", ())}
    chosen = route(lead, kind=handoff.kind, agreement=playbook.current(), at=now, excluded=had)
    if chosen.to is not None:
        chosen.facts |= {"route": chosen.code}
        chosen.code = PAST_ITS_TIME
        giving.reroute(handoff, lead, chosen, by=None, at=now)


def _text(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
