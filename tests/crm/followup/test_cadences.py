"""What comes next on a lead: the cadence suggests it, a promise stands before it, an answer ends it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from detente.crm.capture import actions as capture
from detente.crm.capture.actions import Who
from detente.crm.followup import actions as followup
from detente.crm.followup.planning import channels_used
from detente.crm.models import Event, Lead
from detente.crm.objections import Refused
from detente.crm.playbook.actions import current
from tests.crm.cast import Cast

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


def new_lead(stage: str = "sal", code: str = "form") -> Lead:
    who = Who(name="Ida", email="ida@plain.example")
    return capture.capture(who, by=None, stage=stage, at=MONDAY - timedelta(hours=1), code=code).lead


def attempt(
    lead: Lead, by: Any, at: datetime = MONDAY, channel: str = "call", disposition: str = "no_answer"
) -> Event:
    return followup.log_attempt(lead, by=by, channel=channel, disposition=disposition, at=at)


def planned(lead: Lead) -> tuple[Any, ...]:
    lead.refresh_from_db()
    return lead.next_at and lead.next_at.date().isoformat(), lead.next_channel, lead.next_by


def test_each_attempt_is_followed_by_the_playbooks_next_step(cast: Cast) -> None:
    """Everybody else: call, then mail the next business day, call on the third, and so on; weekends do not count."""
    lead = new_lead()
    days = ["2026-03-03", "2026-03-05", "2026-03-09", "2026-03-12", "2026-03-18"]
    channels = ["mail", "call", "social", "call", "mail"]
    at, used = MONDAY, "call"
    for day, channel in zip(days, channels, strict=True):
        attempt(lead, cast.sven, at, used, "sent" if used in ("mail", "social") else "no_answer")
        assert planned(lead) == (day, channel, "cadence")
        at, used = lead.next_at, channel
    attempt(lead, cast.sven, at, used, "sent")
    assert planned(lead) == (None, None, None), "the cadence is through"


def test_who_asked_to_be_contacted_is_tried_twice_on_the_first_day(cast: Cast) -> None:
    lead = new_lead(code="request")
    attempt(lead, cast.sven)
    assert (lead.next_at, planned(lead)) and planned(lead) == ("2026-03-02", "mail", "cadence")
    assert lead.next_at == MONDAY, "at once"


def test_who_began_late_keeps_the_distance_between_two_steps(cast: Cast) -> None:
    lead = new_lead()
    attempt(lead, cast.sven)
    attempt(lead, cast.sven, MONDAY + timedelta(days=14), "mail", "sent")
    assert planned(lead) == ("2026-03-18", "call", "cadence"), (
        "two business days on, as from the first to the third"
    )


@pytest.mark.parametrize(
    ("channel", "disposition"), [("call", "connected"), ("mail", "replied"), ("meeting", "held")]
)
def test_the_cadence_ends_when_they_answer(cast: Cast, channel: str, disposition: str) -> None:
    lead = new_lead()
    attempt(lead, cast.sven)
    attempt(lead, cast.sven, MONDAY + timedelta(hours=2), channel, disposition)
    assert planned(lead) == (None, None, None)
    attempt(lead, cast.sven, MONDAY + timedelta(days=1))
    assert planned(lead) == (None, None, None), "they were spoken to"


def test_when_they_come_back_nobody_waits_for_the_step_and_the_cadence_begins_anew(cast: Cast) -> None:
    lead = new_lead()
    attempt(lead, cast.sven)
    capture.touch(lead, code="webinar", by=None, at=MONDAY - timedelta(days=9))
    assert planned(lead) == ("2026-03-03", "mail", "cadence"), "what was before the attempt changes nothing"
    capture.touch(lead, code="webinar", by=None, at=MONDAY + timedelta(hours=3))
    assert planned(lead) == (None, None, None)
    attempt(lead, cast.sven, MONDAY + timedelta(hours=4))
    assert planned(lead) == ("2026-03-03", "mail", "cadence")


def test_marketing_and_an_ended_lead_have_no_next_step(cast: Cast) -> None:
    lead = new_lead()
    attempt(lead, cast.mia)
    assert planned(lead) == (None, None, None)
    attempt(lead, cast.sven)
    followup.end(lead, exit_="rejected", reason="duplicate", by=cast.sven)
    assert planned(lead) == (None, None, None)


def test_a_promise_stands_before_the_cadence_and_the_next_attempt_keeps_it(cast: Cast) -> None:
    lead = new_lead()
    attempt(lead, cast.sven)
    soon = timezone.now() + timedelta(hours=3)
    followup.promise_callback(lead, at=soon, channel="call", by=cast.sven, words="After lunch")
    lead.refresh_from_db()
    assert (lead.next_at, lead.next_channel, lead.next_by) == (soon, "call", "promise")
    capture.touch(lead, code="visit", by=None)
    lead.refresh_from_db()
    assert lead.next_by == "promise", "a visit does not release anybody from a promise"
    attempt(lead, cast.sven, timezone.now())
    lead.refresh_from_db()
    assert lead.next_by == "cadence"


def test_a_promise_can_be_dropped(cast: Cast) -> None:
    lead = new_lead()
    followup.promise_callback(lead, at=timezone.now() + timedelta(hours=3), channel="call", by=cast.sven)
    followup.drop_next(lead, by=cast.sven)
    assert planned(lead) == (None, None, None)
    with pytest.raises(Refused, match="Nothing is planned"):
        followup.drop_next(lead, by=cast.sven)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"at": MONDAY - timedelta(days=1)}, "promise_past"),
        ({"at": timezone.now() + timedelta(days=400)}, "promise_too_far"),
        ({"channel": "owl"}, "channel_unknown"),
    ],
)
def test_an_impossible_promise_is_refused_in_words(cast: Cast, more: dict[str, Any], code: str) -> None:
    arguments: dict[str, Any] = {"at": timezone.now() + timedelta(hours=1), "channel": "call"} | more
    with pytest.raises(Refused) as refusal:
        followup.promise_callback(new_lead(), by=cast.sven, **arguments)
    assert [objection.code for objection in refusal.value.objections] == [code]


def test_taking_back_an_attempt_restores_what_was_next(cast: Cast) -> None:
    lead = new_lead()
    attempt(lead, cast.sven)
    promise = followup.promise_callback(
        lead, at=timezone.now() + timedelta(hours=3), channel="mail", by=cast.sven
    )
    mistaken = attempt(lead, cast.sven, timezone.now())
    capture.take_back(mistaken, by=cast.sven)
    assert planned(lead)[1:] == ("mail", "promise")
    capture.take_back(promise, by=cast.sven)
    assert planned(lead) == ("2026-03-03", "mail", "cadence")
    capture.take_back(Event.objects.get(lead=lead, kind="attempted", pk__lt=promise.pk), by=cast.sven)
    assert planned(lead) == (None, None, None)
    touched = capture.touch(lead, code="visit", by=None).pk
    assert touched and channels_used(lead) == []


def test_giving_up_takes_the_agreed_attempts_by_the_agreed_number_of_channels(cast: Cast) -> None:
    slas = current().slas
    assert slas and (slas.attempts, slas.channels) == (6, 2)
    lead = new_lead()
    for _ in range(6):
        attempt(lead, cast.sven)
    with pytest.raises(Refused, match="asks for 2 different channels before giving up; tried: Call"):
        followup.end(lead, exit_="unreached", reason="no_answer", by=cast.sven)
    attempt(lead, cast.sven, channel="mail", disposition="sent")
    assert followup.end(lead, exit_="unreached", reason="no_answer", by=cast.sven).stage == "unreached"
