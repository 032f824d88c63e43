"""Running what is due: each job once, by whichever worker claims it first.

A worker claims a job by a conditional update, for a while. What the job does and that it is done are one
transaction: a worker that is killed in between has done nothing, and when its claim runs out another takes the job.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
from contextlib import nullcontext
from datetime import datetime, timedelta

from django.db import DatabaseError, close_old_connections, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from detente.crm.jobs.actions import BY_PARTS, DOINGS, Running, running
from detente.crm.jobs.models import DueJob

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
MOST_TRIES = 12
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
KEPT = timedelta(days=14)


class Lost(Exception):
    """The job was planned anew meanwhile, or another worker took it over: what this one did is taken back."""


def run_due(now: datetime | None = None, *, limit: int = 200, stop: threading.Event | None = None) -> int:
    """Run what is due, oldest first; returns how many were done. `stop` ends it after the running one."""
    done = 0
    now = now or timezone.now()
    for job in list(_due(now).order_by("due_at", "id")[:limit]):
        if stop and stop.is_set():
            break
        done += run_one(job, now)
    return done


def _due(now: datetime) -> QuerySet[DueJob]:
    is_free = Q(claimed_until=None) | Q(claimed_until__lte=timezone.now())
    return DueJob.objects.filter(
        is_free, done_at=None, due_at__lte=now, tries__lt=MOST_TRIES, kind__in=list(DOINGS)
    )


def run_one(job: DueJob, now: datetime | None = None) -> bool:
    """Claim a job and do it; False when somebody else has it, or when it failed and is tried again later."""
    now = now or timezone.now()
    claim = _claim(job, now)
    if claim is None:
        return False
    try:
        _do(job, claim, now)
    except Lost:
        log.info("job %s %s was planned anew, or taken over by another worker", job.kind, job.key)
        return False
    except Exception as wrong:
        log.exception("job %s %s failed", job.kind, job.key)
        _put_off(job, claim, wrong)
        return False
    return True


def _name() -> str:
    return f"{socket.gethostname()}:{os.getpid()}:{threading.get_ident()}"[:80]


def _claim(job: DueJob, now: datetime) -> str | None:
    """Whoever changes the row first has it."""
    until, name = timezone.now() + LEASE, _name()
    claimed = _due(now).filter(pk=job.pk).update(claimed_until=until, claimed_by=name)
    return name if claimed else None


def _do(job: DueJob, claim: str, now: datetime) -> None:
    token = running.set(mine := Running(job.kind, job.key, now))
    try:
        with nullcontext() if job.kind in BY_PARTS else transaction.atomic():
            DOINGS[job.kind](job)
            # Last, in the order in which acts take their locks too: the record's, then the job's.
            held = DueJob.objects.filter(pk=job.pk, claimed_by=claim, done_at=None)
            if not held.update(done_at=timezone.now(), failure="") and not mine.is_replaced:
                raise Lost
    finally:
        running.reset(token)


def _put_off(job: DueJob, claim: str, wrong: Exception) -> None:
    """It is tried again, each time after twice as long; why it failed is kept for whoever looks."""
    wait = min(FIRST_WAIT * 2**job.tries, LONGEST_WAIT)
    DueJob.objects.filter(pk=job.pk, claimed_by=claim, done_at=None).update(
        tries=job.tries + 1, claimed_until=timezone.now() + wait, claimed_by=None,
        failure=f"{type(wrong).__name__}: {wrong}"[:2000],
    )  # fmt: skip


def sweep() -> int:
    """Forget jobs that were done long ago."""
    return DueJob.objects.filter(done_at__lt=timezone.now() - KEPT).delete()[0]


def next_due() -> datetime | None:
    """When the next job that waits is due; None when none does."""
    found = DueJob.objects.filter(done_at=None, tries__lt=MOST_TRIES, kind__in=list(DOINGS))
    return found.order_by("due_at", "id").values_list("due_at", flat=True).first()


def work_until(stop: threading.Event, *, every: float = 1.0) -> None:
    """Run what is due until told to stop, after the job that runs; a database that is away is waited for."""
    while not stop.is_set():
        close_old_connections()
        try:
            found = run_due(stop=stop)
        except DatabaseError:
            found = 0
        if not found:
            stop.wait(every)
