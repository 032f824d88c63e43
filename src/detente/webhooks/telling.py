"""A drained message becomes one delivery for each endpoint that wants it.

What is told holds keys, codes and numbers, no names, addresses or words: who may read those asks the API.
So the log of deliveries keeps nothing that an erasure would have to find.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from detente.crm.history import outbox
from detente.crm.history.models import Event
from detente.crm.ids import new_uuid
from detente.webhooks.kinds import OF_EVENTS, PING
from detente.webhooks.models import Delivery, Endpoint
from detente.webhooks.wanting import MESSAGE

RECORDS = {
    "lead": "leads",
    "deal": "deals",
    "person": "people",
    "account": "accounts",
    "campaign": "campaigns",
}
PLAIN = (
    "seq", "from_stage", "to_stage", "code", "channel", "disposition", "outcome", "reason", "source", "medium",
    "amount_minor", "currency", "base_minor", "day", "seconds",
)  # fmt: skip


@outbox.delivers(MESSAGE)
def make_deliveries(event: Event) -> None:
    """One for each endpoint, once, however often this runs."""
    kind = OF_EVENTS[event.kind]
    for endpoint in Endpoint.objects.filter(is_active=True):
        if kind in endpoint.kinds:
            row = _row(endpoint, kind, said(event, kind), event)
            Delivery.objects.get_or_create(endpoint=endpoint, event=event, defaults=row)


def make_ping(endpoint: Endpoint) -> Delivery:
    """A message that says nothing, to see whether it arrives."""
    body = _text(PING, timezone.now(), {"endpoint": str(endpoint.uuid)})
    return Delivery.objects.create(**_row(endpoint, PING, body, None))


def _row(endpoint: Endpoint, kind: str, body: str, event: Event | None) -> dict[str, Any]:
    now = timezone.now()
    message = f"msg_{new_uuid().hex}"
    return {
        "endpoint": endpoint, "event": event, "kind": kind, "message": message, "body": body, "next_at": now,
        "created_at": now,
    }  # fmt: skip


def said(event: Event, kind: str) -> str:
    """The message about an event: its type, when it happened, and the keys of all that it concerns."""
    found: dict[str, Any] = {name: getattr(event, name) for name in PLAIN if getattr(event, name) is not None}
    for name, where in RECORDS.items():
        if record := getattr(event, name):
            found[name] = {"id": str(record.uuid), "url": f"{settings.BASE_URL}/api/{where}/{record.uuid}"}
    for name, user in (("by", event.actor), ("owner", event.owner)):
        if user:
            found[name] = {"id": str(user.uuid)}
    if event.facts and "fields" in event.facts:
        found["fields"] = event.facts["fields"]
    return _text(kind, event.at, found)


def _text(kind: str, at: datetime, found: dict[str, Any]) -> str:
    document = {"type": kind, "timestamp": at, "data": found}
    return json.dumps(document, cls=DjangoJSONEncoder, separators=(",", ":"))
