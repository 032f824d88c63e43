"""What is ready for sales is handed over at once, and every handoff gets one answer."""

from __future__ import annotations

from typing import Any

import pytest

from detente.crm.capture import actions as capture
from detente.crm.deals import actions as deals
from detente.crm.followup import actions as followup
from detente.crm.handoff import actions as handoff
from detente.crm.models import DueJob, Event, Handoff, Lead
from detente.crm.objections import Refused
from detente.crm.people.actions import add_user, change_user
from tests.crm.cast import Cast
from tests.crm.truths import check_everything


def ready(name: str = "Ida Plain", **more: Any) -> Lead:
    """A lead that arrives as an MQL."""
    email = f"{name.split()[0].casefold()}@plain.example"
    return capture.capture(capture.Who(name=name, email=email), by=None, stage="mql", **more).lead


def the_handoff(lead: Lead) -> Handoff:
    return Handoff.objects.get(lead=lead)


def test_a_lead_that_becomes_an_mql_is_given_to_a_rep_with_a_clock(cast: Cast) -> None:
    lead = ready()
    given = the_handoff(lead)
    lead.refresh_from_db()
    assert (lead.owner_id, given.to_id, given.kind, given.route) == (cast.sven.pk,) * 2 + (
        "handed_over",
        "round_robin",
    )
    assert given.answer is None and given.made_at <= given.warn_at < given.due_at <= given.reassign_at
    assert set(DueJob.objects.values_list("kind", flat=True)) == {
        "handoff_warn",
        "handoff_due",
        "handoff_reassign",
    }
    assert Event.objects.get(kind="handed_over").facts["handoff"] == str(given.uuid)
    check_everything()


def test_accepting_makes_it_an_sal_and_stops_its_clock(cast: Cast) -> None:
    lead = ready()
    handoff.accept(the_handoff(lead), by=cast.sven)
    lead.refresh_from_db()
    answered = the_handoff(lead)
    assert (lead.stage, answered.answer, answered.answered_by) == ("sal", "accepted", cast.sven)
    assert answered.answer_seconds >= answered.answer_business_seconds >= 0
    assert not DueJob.objects.exists()
    with pytest.raises(Refused, match="answered already"):
        handoff.reject(answered, by=cast.sven, reason="duplicate")


def test_a_first_attempt_accepts(cast: Cast) -> None:
    lead = ready()
    followup.log_attempt(lead, by=cast.sven, channel="call", disposition="no_answer")
    assert the_handoff(lead).answer == "accepted"


def test_a_rejection_ends_the_lead_with_its_reason(cast: Cast) -> None:
    lead = ready()
    with pytest.raises(Refused, match="Choose a reason"):
        handoff.reject(the_handoff(lead), by=cast.sven, reason=None)
    handoff.reject(the_handoff(lead), by=cast.sven, reason="brief_missing", words="What did they want?")
    lead.refresh_from_db()
    answered = the_handoff(lead)
    assert (lead.stage, lead.exit_reason) == ("rejected", "brief_missing")
    assert (answered.answer, answered.reason) == ("rejected", "brief_missing")
    assert Event.objects.get(kind="handoff_answered").detail.words["note"] == "What did they want?"


@pytest.mark.parametrize(
    ("leaves", "answer", "reason"),
    [
        (lambda lead, cast: followup.move(lead, to="inquiry", by=cast.mia), "withdrawn", "moved_back"),
        (lambda lead, cast: followup.move(lead, to="sql", by=cast.sven), "accepted", None),
        (lambda lead, cast: deals.open_deal(lead=lead, by=cast.ava), "accepted", None),
        (lambda lead, cast: followup.end(lead, exit_="recycled", reason="timing", by=cast.sven), "rejected", "timing"),
        (lambda lead, cast: followup.end(lead, exit_="rejected", reason="duplicate", by=cast.sven), "rejected",
         "duplicate"),
    ],
)  # fmt: skip
def test_no_way_out_of_mql_leaves_a_handoff_open(
    cast: Cast, leaves: Any, answer: str, reason: str | None
) -> None:
    lead = ready()
    leaves(lead, cast)
    assert (the_handoff(lead).answer, the_handoff(lead).reason) == (answer, reason)
    check_everything()


def test_an_sdr_passes_to_an_ae_who_accepts_or_gives_it_back(cast: Cast) -> None:
    lead = ready()
    with pytest.raises(Refused, match="only they or a manager"):
        handoff.accept(the_handoff(lead), by=cast.ava)
    first = handoff.pass_on(lead, by=cast.sven, words="Budget is there.")
    assert (first.kind, first.to, first.by) == ("passed", cast.ava, cast.sven)
    handoff.reject(first, by=cast.ava, reason="criteria_not_met")
    lead.refresh_from_db()
    assert (lead.stage, lead.owner) == ("sal", cast.sven)
    second = handoff.pass_on(lead, by=cast.olga)  # in Sven's name: to him it would go back
    handoff.reject(second, by=cast.ava, reason="criteria_not_met")
    lead.refresh_from_db()
    assert lead.owner == cast.sven
    third = handoff.pass_on(lead, by=cast.sven)
    handoff.accept(third, by=cast.ava)
    lead.refresh_from_db()
    assert (lead.stage, lead.owner) == ("sql", cast.ava)
    answers = Handoff.objects.filter(lead=lead).order_by("pk").values_list("kind", "answer")
    assert list(answers) == [
        ("handed_over", "accepted"),
        ("passed", "rejected"),
        ("passed", "rejected"),
        ("passed", "accepted"),
    ]
    check_everything()


def test_without_sdrs_leads_go_to_aes_and_nothing_is_passed(cast: Cast) -> None:
    change_user(cast.sven, by=cast.olga, is_active=False)
    lead = ready()
    assert the_handoff(lead).to == cast.ava
    handoff.accept(the_handoff(lead), by=cast.ava)
    lead.refresh_from_db()
    assert [one.code for one in handoff.objections_to_pass(lead)] == ["no_sdrs"]


def test_a_lead_given_an_owner_is_handed_over_to_them(cast: Cast) -> None:
    lead = ready(owner=cast.ava)
    assert (the_handoff(lead).to, the_handoff(lead).route) == (cast.ava, "by_hand")
    followup.assign(lead, to=cast.sven, by=cast.olga)
    assert (the_handoff(lead).to, the_handoff(lead).reassignments) == (cast.sven, 1)


def test_what_a_rep_brings_for_themselves_they_have_accepted(cast: Cast) -> None:
    who = capture.Who(name="Ida Plain")
    lead = capture.capture(who, by=cast.sven, owner=cast.sven, stage="mql").lead
    lead.refresh_from_db()
    assert (the_handoff(lead).answer, lead.stage) == ("accepted", "sal")


def test_an_inquiry_is_handed_over_by_hand_to_whom_one_names(cast: Cast) -> None:
    otto = add_user(email="otto@works.example", name="Otto", role="sdr", by=cast.olga)
    lead = capture.capture(capture.Who(name="Ida Plain"), by=None).lead
    given = handoff.hand_over(lead, by=cast.mia, to=otto, words="Met them at the fair.")
    lead.refresh_from_db()
    assert (lead.stage, lead.owner, given.route) == ("mql", otto, "by_hand")
    with pytest.raises(Refused, match="waits for an answer"):
        handoff.hand_over(lead, by=cast.mia)
    with pytest.raises(Refused, match="does not take leads"):
        handoff.reroute(given, to=cast.mia, by=cast.olga)
