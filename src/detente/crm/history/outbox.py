"""The outbox: written with the event that caused it, drained after the commit, each row exactly once."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from detente.crm.history.models import Event, Outbox

Delivery = Callable[[Event], None]
log = logging.getLogger(__name__)
_deliveries: dict[str, list[Delivery]] = {}


def delivers(kind: str) -> Callable[[Delivery], Delivery]:
    """Register a function that tells somebody about outbox rows of `kind`."""

    def register(delivery: Delivery) -> Delivery:
        found = _deliveries.setdefault(kind, [])
        if delivery not in found:
            found.append(delivery)
        return delivery

    return register


def put(kind: str, event: Event) -> None:
    """Leave a message in the caller's transaction; it is drained once that has committed."""
    Outbox.objects.create(kind=kind, event=event, created_at=event.recorded_at)
    transaction.on_commit(drain, robust=True)


def drain(limit: int = 500) -> int:
    """Deliver waiting rows, oldest first, one transaction each; returns how many.

    One that can't be delivered waits for the next drain and holds up no other.
    """
    waiting = (
        Outbox.objects.filter(drained_at__isnull=True).order_by("id").values_list("id", flat=True)[:limit]
    )
    return sum(_tried(row_id) for row_id in list(waiting))


def _tried(row_id: int) -> int:
    try:
        return _drain_one(row_id)
    except Exception:
        log.exception("outbox row %s could not be delivered", row_id)
        return 0


def _drain_one(row_id: int) -> int:
    with transaction.atomic():
        # Whoever changes the row first delivers it: a second drainer finds nothing to update.
        claimed = Outbox.objects.filter(pk=row_id, drained_at__isnull=True).update(drained_at=timezone.now())
        if claimed:
            row = Outbox.objects.select_related("event").get(pk=row_id)
            for delivery in _deliveries.get(row.kind, ()):
                delivery(row.event)
    return claimed
