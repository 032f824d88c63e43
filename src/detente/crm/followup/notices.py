"""Notices: a line in the app for whom an event concerns, unless they did it themselves.

The event leaves a message in the outbox within its own transaction; the notice is made when that is
drained, after the commit, so that nobody is told of what was rolled back. What an import brings in
as history notifies nobody: the set-based writer runs no reactions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.crm.history import outbox
from detente.crm.history.models import Event, Notice
from detente.crm.history.reactions import on

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
    _notify({event.owner_id}, event)


@outbox.delivers("deal_won")
@outbox.delivers("deal_lost")
def tell_the_owners(event: Event) -> None:
    """A deal was closed: its owner and the owner of its lead hear of it."""
    _notify({event.deal and event.deal.owner_id, event.lead and event.lead.owner_id}, event)


def _notify(users: set[int | None], event: Event) -> None:
    for user_id in {user_id for user_id in users if user_id and user_id != event.actor_id}:
        Notice.objects.get_or_create(user_id=user_id, event=event, defaults={"created_at": event.recorded_at, "kind": event.kind})
