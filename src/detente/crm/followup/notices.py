"""Notices: a line in the app for whom an event concerns, unless they did it themselves.

The event leaves a message in the outbox within its own transaction; the notice is made when that is
drained, after the commit, so that nobody is told of what was rolled back. What an import brings in
as history notifies nobody: the set-based writer runs no reactions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.crm.history import outbox
from detente.crm.history.models import Event
from detente.crm.history.reactions import on
from detente.crm.people.notices import notify

if TYPE_CHECKING:
    from detente.crm.capture.models import Lead

KINDS = ("assigned", "deal_won", "deal_lost")


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
