"""What is due is done once: by one of several workers, again after a failure, and not lost with a killed worker."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import close_old_connections, connection
from django.utils import timezone

from detente.crm.jobs import actions as jobs
from detente.crm.jobs import running
from detente.crm.models import DueJob, Team

pytestmark = pytest.mark.django_db(transaction=True)
KIND = "count_for_a_test"


@pytest.fixture
def doing(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[jobs.Doing], None]]:
    """Say what jobs of the test's kind do."""
    yield lambda act: monkeypatch.setitem(jobs.DOINGS, KIND, act)


def add_team(job: DueJob) -> None:
    """An effect that is seen once more for each time that it happens."""
    Team.objects.create(name=f"{job.key}-{Team.objects.count()}", kind="sales")


def test_many_workers_do_each_job_once(doing: Callable[[jobs.Doing], None]) -> None:
    doing(add_team)
    now = timezone.now()
    for number in range(30):
        jobs.at(KIND, number, now)
    start = threading.Barrier(6)

    def work(_number: int) -> int:
        close_old_connections()
        start.wait()
        try:
            return sum(running.run_one(job) for job in DueJob.objects.order_by("id"))
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        done = list(pool.map(work, range(6)))
    assert sum(done) == 30 == Team.objects.count()
    assert not DueJob.objects.filter(done_at=None).exists()


def test_what_fails_is_tried_again_later_and_says_why(doing: Callable[[jobs.Doing], None]) -> None:
    def fail(job: DueJob) -> None:
        add_team(job)
        raise ValueError("the line is dead")

    doing(fail)
    jobs.at(KIND, "one", timezone.now())
    assert running.run_due() == 0
    job = DueJob.objects.get()
    assert (job.tries, job.failure, job.done_at) == (1, "ValueError: the line is dead", None)
    assert job.claimed_until > timezone.now() + running.FIRST_WAIT / 2
    assert Team.objects.count() == 0, "what it did before it failed is taken back"
    assert running.run_due() == 0 and DueJob.objects.get().tries == 1, "not before its time"
    doing(add_team)
    DueJob.objects.update(claimed_until=timezone.now())
    assert running.run_due() == 1 == Team.objects.count()
    assert DueJob.objects.get().failure == ""


def test_a_job_whose_worker_was_taken_over_leaves_no_trace(doing: Callable[[jobs.Doing], None]) -> None:
    """It hung for longer than its claim: another does the job, and what the first did is taken back."""
    doing(add_team)
    jobs.at(KIND, "one", timezone.now())
    job = DueJob.objects.get()

    def hang(job: DueJob) -> None:
        add_team(job)
        DueJob.objects.filter(pk=job.pk).update(claimed_by="another")

    doing(hang)
    assert not running.run_one(job)
    assert Team.objects.count() == 0
    DueJob.objects.update(claimed_until=timezone.now(), claimed_by="a dead one")
    doing(add_team)
    assert running.run_one(DueJob.objects.get())
    assert Team.objects.count() == 1


def test_a_job_is_planned_once_and_may_plan_itself_anew(doing: Callable[[jobs.Doing], None]) -> None:
    soon = timezone.now()
    doing(lambda job: jobs.at(job.kind, job.key, soon + timedelta(days=1)))
    jobs.at(KIND, "one", soon + timedelta(hours=1))
    jobs.at(KIND, "one", soon)
    assert DueJob.objects.count() == 1
    assert running.run_due() == 1
    assert DueJob.objects.get().due_at == soon + timedelta(days=1)
    jobs.cancel(KIND, "one")
    assert not DueJob.objects.exists()


def test_old_ones_are_swept(doing: Callable[[jobs.Doing], None]) -> None:
    doing(add_team)
    jobs.at(KIND, "one", timezone.now())
    running.run_due()
    assert running.sweep() == 0
    DueJob.objects.update(done_at=timezone.now() - running.KEPT - timedelta(hours=1))
    assert running.sweep() == 1
