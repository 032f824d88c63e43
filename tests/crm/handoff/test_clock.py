"""The clock of a handoff runs in working hours: a warning, then the manager, then another rep."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from detente.crm.followup import actions as followup
from detente.crm.handoff import actions as handoff
from detente.crm.handoff import capacity
from detente.crm.handoff.delays import delays_of
from detente.crm.handoff.pool import hand_out
from detente.crm.history.facts import CallbackPromised
from detente.crm.history.record import of, record
from detente.crm.jobs import actions as jobs
from detente.crm.jobs.running import run_due
from detente.crm.models import DueJob, Event, Handoff, Lead
from detente.crm.objections import Refused
from detente.crm.people.actions import change_organisation, change_user
from detente.crm.people.days import today
from tests.crm.cast import Cast, ago
from tests.crm.handoff.agreed import agree, handoff_of, ready, rep
from tests.crm.truths import check_everything

BERLIN = ZoneInfo("Europe/Berlin")


def run_all(now: datetime | None = None) -> None:
    while run_due(now):
        pass


def kinds(lead: Lead) -> list[str]:
    return list(Event.objects.filter(lead=lead).order_by("seq").values_list("kind", flat=True))


def test_times_are_working_hours_of_the_receivers_team(cast: Cast) -> None:
    change_organisation(by=cast.olga, zone="Europe/Berlin", country="DE")
    lead = ready()
    followup.move(lead, to="inquiry", by=cast.mia)
    # On Thursday afternoon; Friday is the Day of German Unity.
    given = handoff.hand_over(lead, by=cast.mia, at=datetime(2025, 10, 2, 16, 0, tzinfo=BERLIN))
    due = [moment.astimezone(BERLIN) for moment in (given.warn_at, given.due_at, given.attempt_due_at)]
    assert due == [
        datetime(2025, 10, 6, 11, 0, tzinfo=BERLIN),
        datetime(2025, 10, 6, 12, 0, tzinfo=BERLIN),
        datetime(2025, 10, 6, 16, 0, tzinfo=BERLIN),
    ]
    handoff.accept(given, by=cast.sven, at=datetime(2025, 10, 6, 9, 30, tzinfo=BERLIN))
    given.refresh_from_db()
    assert (given.answer_seconds, given.answer_business_seconds) == (
        3 * 86400 + 17 * 3600 + 1800,
        3600 + 1800,
    )


def test_who_asked_to_be_contacted_is_answered_sooner(cast: Cast) -> None:
    plain, asked = handoff_of(ready("Abel")), handoff_of(ready("Bela", code="request"))
    assert asked.route_facts["urgent"] and not plain.route_facts["urgent"]
    assert asked.due_at - asked.made_at < plain.due_at - plain.made_at


def test_silence_is_warned_of_then_told_to_the_manager_then_given_to_another(cast: Cast) -> None:
    mara, tara = rep("Mara", "manager"), rep("Tara")
    capacity.change_capacity(tara, by=cast.olga, takes_leads=False)
    lead = ready()
    first = handoff_of(lead)
    assert first.to == cast.sven
    run_all(first.warn_at - timedelta(seconds=1))
    assert "warned" not in kinds(lead)
    run_all(first.warn_at)
    run_all(first.due_at)
    escalated = Event.objects.get(lead=lead, kind="escalated")
    assert (escalated.owner_id, escalated.facts["managers"]) == (mara.pk, [mara.pk])
    run_all(first.reassign_at)
    assert handoff_of(lead).to == cast.sven, "nobody has room, so it stays"
    capacity.change_capacity(tara, by=cast.olga)
    jobs.at("handoff_reassign", first.pk, first.reassign_at)
    run_all(first.reassign_at)
    second = handoff_of(lead)
    lead.refresh_from_db()
    assert (second.to, lead.owner, second.reassignments, second.route) == (tara, tara, 1, "past_its_time")
    assert (second.made_at, second.responded_to_at) == (first.made_at, first.responded_to_at)
    assert second.due_at > first.due_at and second.warned_at is None
    assert kinds(lead)[-4:] == ["handed_over", "warned", "escalated", "rerouted"]
    check_everything()


def test_what_is_answered_is_neither_warned_of_nor_taken_away(cast: Cast) -> None:
    rep("Tara")
    lead = ready()
    given = handoff_of(lead)
    handoff.accept(given, by=given.to)
    DueJob.objects.create(kind="handoff_reassign", key=str(given.pk), due_at=given.reassign_at)
    run_all(given.reassign_at + timedelta(days=9))
    assert not {"warned", "escalated", "rerouted"} & set(kinds(lead))


def test_on_the_first_day_of_an_absence_handoffs_and_promised_calls_go_to_others(cast: Cast) -> None:
    waits, promised, worked = ready("Abel"), ready("Bela"), ready("Cleo")
    for lead in (promised, worked):
        handoff.accept(handoff_of(lead), by=cast.sven)
    at = (ago(hours=-20)).isoformat()
    with of(promised) as lead:
        fact = CallbackPromised(
            channel="call", facts={"next": {"at": at, "channel": "call", "by": "promise"}}
        )
        record(lead, fact, by=cast.sven)
    tara = rep("Tara")
    before = handoff_of(waits)
    capacity.note_absence(
        cast.sven, first=today() + timedelta(days=3), last=today() + timedelta(days=4), by=cast.sven
    )
    run_all()
    assert handoff_of(waits).to == cast.sven, "not before the day"
    capacity.note_absence(cast.sven, first=today(), last=today() + timedelta(days=1), by=cast.sven)
    run_all()
    after = handoff_of(waits)
    owners = {lead.person.name: lead.owner for lead in Lead.objects.all()}
    assert owners == {"Abel": tara, "Bela": tara, "Cleo": cast.sven}
    assert (after.to, after.route, after.responded_to_at) == (tara, "absence", before.responded_to_at)
    assert Event.objects.get(lead=promised, kind="assigned").reason == "absence"
    assert handoff_of(ready("Dina")).to == tara, "nothing new is routed to who is away"


def test_what_waits_for_who_left_goes_to_others_or_to_the_pool(cast: Cast) -> None:
    lead, tara = ready(), rep("Tara")
    capacity.change_capacity(tara, by=cast.olga, takes_leads=False)
    change_user(cast.sven, by=cast.olga, is_active=False)
    run_all()
    assert (handoff_of(lead).to, handoff_of(lead).due_at) == (None, None)
    capacity.change_capacity(tara, by=cast.olga)
    assert hand_out() == 1
    assert handoff_of(lead).to == tara


def test_an_absence_is_noted_by_oneself_or_a_manager_and_can_be_taken_back(cast: Cast) -> None:
    with pytest.raises(Refused, match="Only a manager"):
        capacity.note_absence(cast.ava, first=today(), last=today(), by=cast.sven)
    with pytest.raises(Refused, match="before the first"):
        capacity.note_absence(cast.ava, first=today(), last=today() - timedelta(days=1), by=cast.ava)
    absence = capacity.note_absence(cast.ava, first=today(), last=today(), by=cast.ava, note="Wedding")
    capacity.withdraw_absence(absence, by=cast.olga)
    assert not DueJob.objects.exists()
    assert list(Event.objects.filter(kind="absence_changed").values_list("code", flat=True)) == [
        "added",
        "withdrawn",
    ]
    with pytest.raises(Refused, match="Only a manager"):
        capacity.change_capacity(cast.sven, by=cast.sven, open_leads=5)
    with pytest.raises(Refused, match="from 0 to 10"):
        capacity.change_capacity(cast.sven, by=cast.olga, weight="x")


def test_kinds_of_delay_add_up_to_the_whole(cast: Cast) -> None:
    """System until it was given, capacity in the pool, human until the first attempt: together the whole wait."""
    capacity.change_capacity(cast.sven, by=cast.olga, open_leads=0)
    lead = ready(at=ago(hours=5))
    given = handoff_of(lead)
    Handoff.objects.filter(pk=given.pk).update(made_at=given.made_at - timedelta(hours=2))
    capacity.change_capacity(cast.sven, by=cast.olga)
    assert hand_out() == 1
    followup.log_attempt(lead, by=cast.sven, channel="call", disposition="no_answer")
    found = delays_of(handoff_of(lead))
    attempt = Lead.objects.get(pk=lead.pk).first_attempt_at
    assert found.capacity >= 2 * 3600 and found.system >= 2.9 * 3600 and found.human >= 0
    assert found.system + found.capacity + found.human == pytest.approx(
        (attempt - lead.arrived_at).total_seconds(), abs=3
    )


def test_without_times_in_the_playbook_there_is_no_clock(cast: Cast) -> None:
    agree("slas", sales={"answer": {"minutes": 60}, "first_attempt": {"minutes": 60}, "attempts": 3})
    given = handoff_of(ready())
    assert given.due_at and given.reassign_at is None
    assert set(DueJob.objects.values_list("kind", flat=True)) == {"handoff_warn", "handoff_due"}
    assert given.made_at.tzinfo == UTC
