"""A company of an earlier release lives on: its backup comes back under this one, whole and in order.

Each file in `releases/` was made by that release's own `detente backup` from its own small demo
(`python -c "import detente.demo; detente.demo.build(leads=60)"`); a release adds one and removes none.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fixtures.companies import Place

RELEASES = sorted((Path(__file__).parent / "releases").glob("*.zip"))
COUNTS = {"2026-11-daily-use": [768, 68, 60]}
LOOK = """
import django; django.setup()
from detente.crm.models import Event, Lead, Person
print(Event.objects.count(), Lead.objects.count(), Person.objects.count())
"""
GO_ON = """
import django; django.setup()
from detente.crm.capture.actions import Who, capture
from detente.crm.followup.actions import log_attempt
from detente.crm.models import Lead, User
rep = User.objects.get(email="tom@larkfield.example")
lead = capture(Who(email="new@customer.example"), by=None, code="request", stage="mql", owner=rep).lead
log_attempt(lead, by=rep, channel="call", disposition="connected")
print(Lead.objects.get(pk=lead.pk).stage)
"""


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.stem)
def test_a_company_of_an_earlier_release_lives_on(release: Path, place: Place) -> None:
    if place.url:
        pytest.skip("a backup is of one database, and the releases' are of SQLite")
    done = place.run("restore", str(release))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "finds everything in order" in done.stdout
    assert [int(word) for word in place.python(LOOK).split()] == COUNTS[release.stem]
    assert place.python(GO_ON).strip() == "sal"
    report = place.run("report", "funnel", "--by", "source", "--format", "csv")
    assert report.returncode == 0 and "webinar" in report.stdout, report.stderr
    assert place.run("doctor").returncode == 0
