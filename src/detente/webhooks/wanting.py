"""An event that some endpoint wants leaves a message in the outbox; all others cost one look at the endpoints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.crm.history import outbox, rows
from detente.crm.history.reactions import on
from detente.webhooks.kinds import OF_EVENTS
from detente.webhooks.models import Endpoint

if TYPE_CHECKING:
    from detente.crm.capture.models import Lead
    from detente.crm.history.models import Event

MESSAGE = "webhook"


@on(*OF_EVENTS)
def leave_a_message(event: Event, lead: Lead | None) -> None:
    """In the event's own transaction: told later, or never if this is rolled back."""
    if is_wanted(OF_EVENTS[event.kind]):
        outbox.put(MESSAGE, event)


def is_wanted(kind: str) -> bool:
    """Whether an endpoint that is at work wants this kind."""
    if not rows.is_there(Endpoint, is_active=True):  # most companies have none, and every event asks
        return False
    wanted = Endpoint.objects.filter(is_active=True).values_list("kinds", flat=True)
    return any(kind in kinds for kinds in wanted)
