"""When the worker looks at the pool: every minute while anything waits, and at once when somebody has room again."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from detente.crm.handoff.models import Handoff
from detente.crm.history.record import alone_with
from detente.crm.jobs import actions as jobs

EVERY = timedelta(minutes=1)
POOL, ALL = "handoff_pool", "all"


def is_empty() -> bool:
    """Whether nothing waits in the pool."""
    return not Handoff.objects.filter(answer=None, to=None).exists()


def come_back() -> None:
    """Something entered the pool: within a minute somebody is looked for again, whatever else happens."""
    alone_with("routing")
    if not jobs.waiting(POOL, ALL).exists():
        jobs.at(POOL, ALL, timezone.now() + EVERY)


def look_again() -> None:
    """Somebody may have room: look once this transaction is through, not in the midst of its locks."""
    transaction.on_commit(_soon, robust=True)


def _soon() -> None:
    now = timezone.now()
    if is_empty() or jobs.waiting(POOL, ALL).filter(due_at__lte=now, claimed_until=None).exists():
        return
    with transaction.atomic():
        jobs.at(POOL, ALL, now)
