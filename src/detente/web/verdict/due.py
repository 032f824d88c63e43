"""A worker's part: the usual verdict is worked out anew while nobody waits, for Today."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from detente import copy
from detente.analytics.errors import AnalyticsError
from detente.crm.jobs import actions as jobs
from detente.crm.jobs.models import DueJob
from detente.web.verdict import kept

HEADLINE = "verdict_headline"
EVERY = timedelta(hours=1)


@jobs.does(HEADLINE, by_parts=True)
def follow_the_copy(_job: DueJob) -> None:
    """Work it out where the copy is newer than the last one; and look again in an hour."""
    last = kept.last()
    try:
        if last is None or last.reckoned.query.as_of != copy.engine().as_of:
            kept.keep_last()
    except AnalyticsError:
        return
    finally:
        jobs.at(HEADLINE, "", timezone.now() + EVERY)


def plan() -> None:
    """See to it that it is worked out, now and from now on; a worker calls it when it starts."""
    jobs.at(HEADLINE, "", timezone.now())
