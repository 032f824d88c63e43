"""Notices: a line in the app for whom an event concerns, unless they did it themselves.

The event leaves a message in the outbox within its own transaction; the notice is made when that is
drained, after the commit, so that nobody is told of what was rolled back. What an import brings in
as history notifies nobody: the set-based writer runs no reactions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.crm.handoff.models import Handoff
from detente.crm.history import outbox
from detente.crm.history.models import Event
from detente.crm.history.reactions import on
from detente.crm.people.notices import notify

if TYPE_CHECKING:
    from detente.crm.capture.models import Lead

KINDS = (
    "assigned",
    "deal_won",
    "deal_lost",
    "handed_over",
    "rerouted",
    "warned",
    "escalated",
    "handoff_answered",
)


@on(*KINDS)
def leave_a_message(event: Event, lead: Lead | None) -> None:
    """Somebody else may have to know; decided when the message is delivered."""
    outbox.put(event.kind, event)


@outbox.delivers("assigned")
def tell_the_new_owner(event: Event) -> None:
    """A lead was given to somebody."""
    notify("assigned", [event.owner_id], by_id=event.actor_id, event=event, at=event.recorded_at)


@outbox.delivers("deal_won")
@outbox.delivers("deal_lost")
def tell_the_owners(event: Event) -> None:
    """A deal was closed: its owner and the owner of its lead hear of it."""
    owners = [event.deal and event.deal.owner_id, event.lead and event.lead.owner_id]
    notify(event.kind, owners, by_id=event.actor_id, event=event, at=event.recorded_at)


@outbox.delivers("handed_over")
def tell_the_receiver(event: Event) -> None:
    """A lead was handed over or passed on to somebody."""
    notify("handed_over", [event.owner_id], by_id=event.actor_id, event=event, at=event.recorded_at)


@outbox.delivers("rerouted")
def tell_both(event: Event) -> None:
    """What waits for an answer goes to somebody else: who gets it hears of it, and who had it."""
    handoff = _handoff(event)
    had = handoff.route_facts.get("had", ()) if handoff else ()
    notify("rerouted", [event.owner_id, *had[-1:]], by_id=event.actor_id, event=event, at=event.recorded_at)


@outbox.delivers("warned")
def tell_whose_answer_is_due(event: Event) -> None:
    """An answer is due soon: said to whom it is with."""
    notify("warned", [(event.facts or {}).get("to")], event=event, at=event.recorded_at)


@outbox.delivers("escalated")
def tell_the_managers(event: Event) -> None:
    """An answer did not come in time: said to those who answer for it."""
    notify("escalated", (event.facts or {}).get("managers", ()), event=event, at=event.recorded_at)


@outbox.delivers("handoff_answered")
def tell_who_gave_it(event: Event) -> None:
    """Whoever handed over or passed on hears the answer. What routing gave is heard of when it is rejected, by who
    set up its campaign: acceptance is the rule, and stands on the campaign's page."""
    handoff = _handoff(event)
    told = [handoff.by_id] if handoff else []
    if event.code == "rejected" and handoff and handoff.kind == "handed_over" and event.lead:
        told += _who_set_up(event.lead.campaign_id)
    if event.code != "withdrawn":
        notify("handoff_answered", told, by_id=event.actor_id, event=event, at=event.recorded_at)


def _handoff(event: Event) -> Handoff | None:
    key = (event.facts or {}).get("handoff")
    return Handoff.objects.filter(uuid=key).first() if key else None


def _who_set_up(campaign_id: int | None) -> list[int | None]:
    if campaign_id is None:
        return []
    made = Event.objects.filter(kind="campaign_added", campaign=campaign_id)
    return list(made.order_by("pk").values_list("actor_id", flat=True)[:1])
