"""Deliveries go out: each under a lease that one program holds, again with growing pauses until it arrives.

The lease is a conditional update, so that of two programs one sends. A program that dies holding one leaves it
to run out; the message then goes again, with the same webhook-id, by which the receiver knows it.
"""

from __future__ import annotations

import random
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from detente.crm.people.sealing import Unsealable
from detente.safe_fetch import Fetched, Unreachable, safe_fetch
from detente.webhooks.endpoints import disable
from detente.webhooks.models import Attempt, Delivery, Endpoint
from detente.webhooks.signing import headers_of
from detente.webhooks.telling import make_ping

LEASE = timedelta(minutes=2)
PAUSES = tuple(
    timedelta(seconds=seconds) for seconds in (5, 300, 1800, 2 * 3600, 5 * 3600, 10 * 3600, 24 * 3600)
)
JITTER = 0.2
FAILING_FOR = timedelta(days=5)
GONE = 410
EXCERPT = 500


@dataclass(frozen=True)
class Tried:
    """How one try went: an answer, or why there was none."""

    at: datetime
    fetched: Fetched | None = None
    failure: str = ""

    @property
    def has_arrived(self) -> bool:
        """Whether the receiver said that it has it."""
        return self.fetched is not None and 200 <= self.fetched.status < 300

    @property
    def status(self) -> int | None:
        """What the receiver said, if anything."""
        return self.fetched.status if self.fetched else None


def deliver_due(*, most: int = 100) -> int:
    """Try every delivery that is due, the oldest first; returns how many were tried here."""
    due = Delivery.objects.filter(state="waiting", next_at__lte=timezone.now(), endpoint__is_active=True)
    tried = 0
    for key in list(due.order_by("next_at", "id").values_list("pk", flat=True)[:most]):
        if delivery := lease(key):
            keep(delivery, attempt(delivery))
            tried += 1
    return tried


def ping(endpoint: Endpoint) -> Delivery:
    """Send a message that says nothing, now; its attempt says what came back."""
    delivery = make_ping(endpoint)
    if found := lease(delivery.pk):
        keep(found, attempt(found))
        Delivery.objects.filter(pk=delivery.pk, state="waiting").update(
            state="failed", done_at=timezone.now()
        )
    return Delivery.objects.get(pk=delivery.pk)


def lease(key: int) -> Delivery | None:
    """Take a delivery for ourselves for a while; None when another program has it."""
    now = timezone.now()
    mine = Delivery.objects.filter(pk=key, state="waiting", next_at__lte=now)
    if not mine.update(next_at=now + LEASE, tried=F("tried") + 1):
        return None
    return Delivery.objects.select_related("endpoint").get(pk=key)


def attempt(delivery: Delivery) -> Tried:
    """One try, outside of any transaction."""
    at = timezone.now()
    try:
        headers = headers_of(delivery, at)
        return Tried(at, safe_fetch(delivery.endpoint.url, body=delivery.body.encode(), headers=headers))
    except (Unreachable, Unsealable) as wrong:
        return Tried(at, failure=str(wrong)[:300])


@transaction.atomic
def keep(delivery: Delivery, tried: Tried) -> None:
    """Write down how a try went, and what follows. A lease that ran out meanwhile belongs to another try."""
    answer = (
        tried.fetched.body[:EXCERPT].decode("utf-8", "replace").replace("\x00", "") if tried.fetched else ""
    )
    took = tried.fetched.milliseconds if tried.fetched else 0
    Attempt.objects.create(
        delivery=delivery,
        at=tried.at,
        status=tried.status,
        milliseconds=took,
        answer=answer,
        failure=tried.failure,
    )
    mine = Delivery.objects.filter(pk=delivery.pk, state="waiting", tried=delivery.tried)
    if tried.has_arrived:
        mine.update(state="sent", done_at=timezone.now(), last_status=tried.status)
        Endpoint.objects.filter(pk=delivery.endpoint_id, failing_since__isnull=False).update(
            failing_since=None
        )
        return
    pause = PAUSES[delivery.tried - 1] if delivery.tried <= len(PAUSES) else None
    if pause is None or tried.status == GONE:
        mine.update(state="failed", done_at=timezone.now(), last_status=tried.status)
    else:
        again = timezone.now() + pause * (1 + random.uniform(0, JITTER))
        mine.update(next_at=again, last_status=tried.status)
    _judge(delivery.endpoint, tried)


def _judge(endpoint: Endpoint, tried: Tried) -> None:
    """An endpoint that is gone, or has failed for days, is told nothing more until somebody looks."""
    Endpoint.objects.filter(pk=endpoint.pk, failing_since=None).update(failing_since=tried.at)
    since = Endpoint.objects.values_list("failing_since", flat=True).get(pk=endpoint.pk)
    if tried.status == GONE:
        disable(endpoint, because="gone")
    elif since and tried.at - since > FAILING_FOR:
        disable(endpoint, because="failing")


def deliver_until(stop: threading.Event, *, every: float = 1.0) -> None:
    """Deliver what is due until told to stop; a database that is away is waited for."""
    from django.db import DatabaseError, close_old_connections

    while not stop.is_set():
        close_old_connections()
        try:
            found = deliver_due()
        except DatabaseError:
            found = 0
        if not found:
            stop.wait(every)
