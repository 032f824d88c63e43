"""A handoff is made, and goes on to somebody else: what is frozen on it, its clock, its event."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from detente.crm.capture.models import Lead
from detente.crm.handoff import clock, pooled
from detente.crm.handoff.answering import words_beside
from detente.crm.handoff.brief import brief_of
from detente.crm.handoff.models import Handoff
from detente.crm.handoff.routing import Route
from detente.crm.handoff.rules import is_urgent
from detente.crm.history.facts import HandedOver, Rerouted
from detente.crm.history.models import Event
from detente.crm.history.record import record
from detente.crm.people.models import User
from detente.crm.playbook import actions as playbook
from detente.crm.playbook.agreement import Agreement
from detente.crm.scoring.models import LeadScore

_by_itself: ContextVar[bool] = ContextVar("by_itself", default=True)
_story: ContextVar[bool] = ContextVar("story", default=False)


@contextmanager
def not_by_itself() -> Iterator[None]:
    """A lead that becomes an MQL inside is not handed over by that alone: whoever opens this hands it over."""
    token = _by_itself.set(False)
    try:
        yield
    finally:
        _by_itself.reset(token)


@contextmanager
def as_it_happened() -> Iterator[None]:
    """What is told inside was known to all when it happened: handoffs and their clocks begin at that time."""
    token = _story.set(True)
    try:
        yield
    finally:
        _story.reset(token)


def is_a_story() -> bool:
    """Whether handoffs are dated when what made them happened, not when it was told."""
    return _story.get()


def goes_by_itself() -> bool:
    """Whether a lead that becomes an MQL is handed over at once."""
    return _by_itself.get()


def give(lead: Lead, chosen: Route, *, kind: str, by: User | None, at: datetime, words: str = "") -> Handoff:
    """Hand a locked lead over by a route: score and brief are frozen as they are now, and the clock starts."""
    agreement = playbook.current()
    score = LeadScore.objects.filter(lead=lead.pk).first()
    handoff = Handoff(
        lead=lead, kind=kind, by=by, to=chosen.to, made_at=at, responded_to_at=_buyers_action(lead, at),
        assigned_at=at if chosen.to else None, route=chosen.code, route_facts=chosen.facts,
        is_randomised=chosen.is_randomised, brief_share=brief_of(lead).share, playbook=agreement.version,
        score=score.score if score else None, band=score.band if score else None,
        fit_band=score.fit_band if score else None,
    )  # fmt: skip
    request = is_request(lead, agreement)
    slas = agreement.slas
    urgent = slas is not None and is_urgent(slas, band=handoff.band, is_request=request)
    handoff.route_facts = chosen.facts | {"urgent": urgent, "request": request, "from": lead.owner_id}
    _set_clock(handoff, agreement)
    fact = HandedOver(
        code=kind, reason=chosen.code, owner_id=chosen.to.pk if chosen.to else None, facts=_frozen(handoff)
    )
    handoff.event = record(lead, fact, by=by, at=at, words=words_beside(words))
    handoff.save(force_insert=True)
    _keep_going(handoff)
    return handoff


def reroute(handoff: Handoff, lead: Lead, chosen: Route, *, by: User | None, at: datetime) -> None:
    """Give an open handoff, whose lead is locked, to somebody else, with a clock of their own."""
    assign(handoff, chosen, at=at)
    facts = {"handoff": str(handoff.uuid), **_due(handoff), "is_randomised": handoff.is_randomised}
    owner = chosen.to.pk if chosen.to else None
    record(lead, Rerouted(reason=chosen.code, owner_id=owner, facts=facts), by=by, at=at)


def assign(handoff: Handoff, chosen: Route, *, at: datetime) -> None:
    """Write down who has an open handoff now. The buyer's action, from which the response counts, stays."""
    facts = handoff.route_facts
    if handoff.to_id is None:
        since = datetime.fromisoformat(facts["pooled_at"]) if facts.get("pooled_at") else handoff.made_at
        handoff.pooled_seconds += max(0, int((at - since).total_seconds()))
    else:
        handoff.reassignments += 1
        facts = facts | {"had": [*facts.get("had", ()), handoff.to_id]}
    if chosen.to is None:
        facts = facts | {"pooled_at": at.isoformat()}
    kept = {name: facts[name] for name in ("urgent", "request", "from", "had", "pooled_at") if name in facts}
    handoff.to, handoff.assigned_at = chosen.to, at if chosen.to else None
    handoff.route, handoff.route_facts = chosen.code, chosen.facts | kept
    handoff.is_randomised = handoff.is_randomised or chosen.is_randomised
    handoff.warned_at = handoff.escalated_at = None
    handoff.version += 1
    _set_clock(handoff, playbook.current())
    handoff.save()
    _keep_going(handoff)


def _set_clock(handoff: Handoff, agreement: Agreement) -> None:
    since = handoff.assigned_at or handoff.made_at
    urgent = handoff.route_facts.get("urgent", False)
    found = clock.clock_for(handoff.to, agreement, kind=handoff.kind, urgent=urgent, since=since)
    for name, moment in vars(found).items():
        setattr(handoff, name, moment)


def _keep_going(handoff: Handoff) -> None:
    clock.wind(handoff)
    if handoff.to is None:
        pooled.come_back()


def _due(handoff: Handoff) -> dict[str, Any]:
    names = ("warn_at", "due_at", "attempt_due_at", "reassign_at")
    return {name: moment.isoformat() if (moment := getattr(handoff, name)) else None for name in names}


def _frozen(handoff: Handoff) -> dict[str, Any]:
    names = ("score", "band", "fit_band", "brief_share", "is_randomised", "playbook")
    return {"handoff": str(handoff.uuid)} | {name: getattr(handoff, name) for name in names} | _due(handoff)


def _buyers_action(lead: Lead, at: datetime) -> datetime:
    """What the response is counted from: the last thing the person did before the lead was given."""
    done = [lead.arrived_at, lead.last_touch_at]
    return max((moment for moment in done if moment and moment <= at), default=at)


def is_request(lead: Lead, agreement: Agreement) -> bool:
    """Whether the person asked to be contacted, by a touch that the playbook calls a request."""
    codes = agreement.readiness.requests if agreement.readiness else ()
    if not codes:
        return False
    said = Event.objects.filter(lead=lead.pk, kind__in=("captured", "touched"), code__in=codes)
    gone = Event.objects.filter(lead=lead.pk, kind="reversed").values("reverses_id")
    return said.exclude(pk__in=gone).exists()
