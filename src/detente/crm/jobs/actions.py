"""What is due at a time: noted in the caller's transaction, run once by a worker."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from detente.crm.jobs.models import DueJob

Doing = Callable[[DueJob], None]
DOINGS: dict[str, Doing] = {}
BY_PARTS: set[str] = set()


def does(kind: str, *, by_parts: bool = False) -> Callable[[Doing], Doing]:
    """Register what is done for jobs of a kind. It looks at how things stand: they may have changed since.

    It is one transaction with the note that it is done. Work on many records would hold the locks of all of them:
    `by_parts` has transactions of its own, and may be done again from the start after it was cut off.
    """

    def register(doing: Doing) -> Doing:
        DOINGS[kind] = doing
        if by_parts:
            BY_PARTS.add(kind)
        return doing

    return register


@dataclass
class Running:
    """The job that runs in this thread, and whether it was planned anew by what it does itself."""

    kind: str
    key: str
    now: datetime
    is_replaced: bool = False


running: ContextVar[Running | None] = ContextVar("running", default=None)


def moment() -> datetime:
    """Now; inside a job the instant that the worker took for now when it looked for what is due."""
    job = running.get()
    return job.now if job else timezone.now()


def at(kind: str, key: object, due_at: datetime, **facts: Any) -> None:
    """Plan a job in the caller's transaction; one of the same kind and key that waits gets the new time."""
    if kind not in DOINGS:
        raise ValueError(f"nothing is registered for jobs of kind {kind}")
    _replace(kind, str(key))
    row = DueJob(kind=kind, key=str(key), due_at=due_at, facts=facts)
    DueJob.objects.bulk_create([row], ignore_conflicts=True)
    waiting(kind, key).update(
        due_at=due_at, facts=facts, claimed_until=None, claimed_by=None, tries=0, failure=""
    )


def cancel(kind: str, key: object) -> None:
    """What was planned need not be done any more."""
    _replace(kind, str(key))
    waiting(kind, key).delete()


def plan(key: object, moments: Mapping[str, datetime | None]) -> None:
    """Plan jobs of several kinds for one key in the place of those that wait; None: there is nothing to do.

    For keys that the caller has locked: two who plan for one key at once would both find nothing there yet.
    """
    for kind in moments:
        _replace(kind, str(key))
    DueJob.objects.filter(key=str(key), kind__in=list(moments), done_at=None).delete()
    DueJob.objects.bulk_create(
        DueJob(kind=kind, key=str(key), due_at=due_at) for kind, due_at in moments.items() if due_at
    )


def waiting(kind: str, key: object) -> QuerySet[DueJob]:
    """The job of this kind and key that is yet to be done, as a queryset."""
    return DueJob.objects.filter(kind=kind, key=str(key), done_at=None)


def _replace(kind: str, key: str) -> None:
    job = running.get()
    if job and (job.kind, job.key) == (kind, key):
        job.is_replaced = True
