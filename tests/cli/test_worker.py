"""`detente worker` does what is due, and ends after the job at hand when told to."""

from __future__ import annotations

import signal

from tests.fixtures.companies import Place

HAND_OVER = """
import django; django.setup()
from datetime import timedelta
from django.utils import timezone
from detente.crm.capture.actions import Who, capture
from detente.crm.models import DueJob, Handoff
from detente.crm.people.actions import add_user
add_user(email="sven@works.example", name="Sven", role="sdr", by=None)
capture(Who(name="Ida Plain"), by=None, stage="mql")
past = timezone.now() - timedelta(hours=1)
Handoff.objects.update(warn_at=past, due_at=past)
DueJob.objects.filter(kind__in=("handoff_warn", "handoff_due")).update(due_at=past)
"""
TOLD = """
import django; django.setup()
from detente.crm.models import Event
print(Event.objects.filter(kind__in=("warned", "escalated")).count())
"""


def test_the_worker_does_what_is_due_and_stops_when_told(company: Place) -> None:
    company.python(HAND_OVER)
    program = company.start("worker")
    assert program.stdout and "Doing what is due" in program.stdout.readline()
    program.send_signal(signal.SIGTERM)
    _said, complaints = program.communicate(timeout=120)
    assert (program.returncode, complaints) == (0, "")
    company.run("worker", "--once")
    assert company.python(TOLD).strip() == "2"
    # Each start looks at what has faded, and at the verdict's headline; nobody is told twice.
    assert company.run("worker", "--once").stdout == "2 jobs done.\n"
    assert company.python(TOLD).strip() == "2"
