"""What a worker does for points: those that have faded, and all of them when a new playbook takes effect."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Max
from django.utils import timezone

from detente.crm.capture.models import Lead
from detente.crm.jobs import actions as jobs
from detente.crm.jobs.models import DueJob
from detente.crm.playbook.taking_effect import when_a_version_takes_effect
from detente.crm.scoring.actions import score
from detente.crm.scoring.many import CHUNK, READY, rescore_due, rescore_range

FADING = "points_fade"
PLAYBOOK = "points_by_playbook"
EVERY = timedelta(minutes=5)


@jobs.does(FADING)
def follow_time(_job: DueJob) -> None:
    """Score the leads that are due; the next ones in five minutes, or at once where there are many."""
    done = rescore_due()
    now = timezone.now()
    jobs.at(FADING, "", now if done.leads >= CHUNK else now + EVERY)


@when_a_version_takes_effect
def begin_with_playbook(version: int) -> None:
    """A new playbook gives other points from the moment that it holds on."""
    jobs.at(PLAYBOOK, version, timezone.now(), after=0)


@jobs.does(PLAYBOOK)
def follow_playbook(job: DueJob) -> None:
    """Score a chunk of all leads by the playbook in effect, and go on with the next."""
    after = int(job.facts["after"])
    rescore_range(after, after + CHUNK, cause="playbook")
    last = Lead.objects.aggregate(last=Max("pk"))["last"] or 0
    if after + CHUNK < last:
        jobs.at(PLAYBOOK, job.key, timezone.now(), after=after + CHUNK)


@jobs.does(READY)
def follow_ready(job: DueJob) -> None:
    """Score one lead that became sales-ready, and hand it over if it still is."""
    if lead := Lead.objects.filter(pk=int(job.key)).first():
        score(lead, cause=str(job.facts["cause"]))


def plan() -> None:
    """See to it that somebody looks at what fades, now and from now on; a worker calls it when it starts."""
    jobs.at(FADING, "", timezone.now())
