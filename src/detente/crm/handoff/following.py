"""Handoffs follow what happens to their lead: becoming an MQL hands it over, leaving answers what is open."""

from __future__ import annotations

from datetime import datetime

from detente.crm.capture.models import Lead
from detente.crm.handoff import actions, answering, giving
from detente.crm.handoff.models import Handoff
from detente.crm.handoff.routing import BY_HAND, Route
from detente.crm.handoff.rules import (
    ACCEPTED,
    HANDED_OVER,
    PASSED,
    WITHDRAWN,
    Given,
    answer_by_end,
    answer_by_move,
)
from detente.crm.history.models import Event
from detente.crm.history.reactions import on
from detente.crm.people.models import User
from detente.crm.playbook import actions as playbook


@on(
    "moved",
    "ended",
    "deal_opened",
    "deal_linked",
    "deal_moved",
    "deal_won",
    "deal_joined",
    "deal_lost",
    "archived",
)
def answer_what_is_open(event: Event, lead: Lead | None) -> None:
    """No lead goes on, or ends, with a handoff that nobody answered."""
    if lead is None:
        return
    handoff = actions.open_handoff(lead)
    given = answer_that_follows(event, handoff) if handoff else None
    if handoff and given:
        answering.answer(handoff, lead, given, by=event.actor, at=event.at)


def answer_that_follows(event: Event, handoff: Handoff) -> Given | None:
    """What an event of the lead says about its open handoff; None: it stays open."""
    if event.kind == "archived":
        return Given(WITHDRAWN, "archived") if event.code == "lead" else None
    if event.kind == "deal_joined":
        return Given(WITHDRAWN, "joined")
    if event.kind == "ended":
        if _ends_without_reason(event):
            return Given(WITHDRAWN, "erased")
        is_merge = (event.facts or {}).get("how") == "merge"
        return answer_by_end(handoff.kind, event.to_stage or "", event.reason, is_merge=is_merge)
    if event.kind != "moved":
        return Given(ACCEPTED)
    milestone = playbook.current().stages.get(event.to_stage or "")
    is_by_giver = event.actor_id in (None, handoff.by_id, handoff.route_facts.get("from"))
    return answer_by_move(handoff.kind, milestone.milestone if milestone else None, is_by_giver=is_by_giver)


def _ends_without_reason(event: Event) -> bool:
    """Nobody ends a lead so: its person was erased."""
    stage = playbook.current().stages.get(event.to_stage or "")
    return event.reason is None and stage is not None and bool(stage.reasons)


@on("captured", "moved", "reopened")
def hand_over_what_is_ready(event: Event, lead: Lead | None) -> None:
    """A lead that becomes an MQL is handed over at once; what its owner made themselves they accepted by that."""
    agreement = playbook.current()
    stage = agreement.stages.get(event.to_stage or "")
    if lead is None or stage is None or stage.milestone != "mql" or agreement.routing is None:
        return
    if not giving.goes_by_itself() or lead.is_archived or actions.open_handoff(lead):
        return
    by, at = event.actor, _moment(event)
    handoff = actions.give(lead, kind=HANDED_OVER, by=by, to=None, at=at)
    if event.kind == "captured" and by and handoff.to_id == by.pk == event.owner_id:
        answering.answer(handoff, lead, Given(ACCEPTED), by=by, at=at)
        actions.advance(lead, "sal", by=by, at=at)


def _moment(event: Event) -> datetime:
    """What was only told now was given only now: nobody's clock runs before they could know."""
    return event.at if giving.is_a_story() else event.recorded_at


@on("attempted")
def an_attempt_takes_what_was_passed(event: Event, lead: Lead | None) -> None:
    """An AE who tries to reach the person has accepted what was passed to them."""
    handoff = actions.open_handoff(lead) if lead else None
    if lead and handoff and handoff.kind == PASSED and handoff.to_id == event.actor_id:
        answering.answer(handoff, lead, Given(ACCEPTED), by=event.actor, at=event.at)
        actions.advance(lead, "sql", by=event.actor, at=event.at)


@on("assigned")
def go_to_the_new_owner(event: Event, lead: Lead | None) -> None:
    """Whoever is made the owner of a lead that waits for an answer is who answers, by a clock of their own."""
    handoff = actions.open_handoff(lead) if lead else None
    if handoff and handoff.to_id != event.owner_id:
        users = User.objects.select_related("team")
        owner = users.get(pk=event.owner_id) if event.owner_id else None
        giving.assign(handoff, Route(owner, BY_HAND), at=_moment(event))
