"""Working a lead: attempts, notes, moves, owners. A first attempt of sales accepts."""

from __future__ import annotations

from typing import Any

import pytest

from detente.crm.capture.actions import Who, capture
from detente.crm.followup import actions as followup
from detente.crm.models import Event, Lead
from detente.crm.objections import Refused, Stale
from tests.crm.cast import Cast, ago

pytestmark = pytest.mark.django_db


def new_lead(stage: str = "mql", days: float = 9) -> Lead:
    return capture(Who(name="Ida", email="ida@plain.example"), by=None, stage=stage, at=ago(days=days)).lead


def call(lead: Lead, cast: Cast, disposition: str = "no_answer", **more: Any) -> Event:
    more = {"by": cast.sven, "channel": "call"} | more
    return followup.log_attempt(lead, disposition=disposition, **more)


def codes(refusal: pytest.ExceptionInfo[Refused]) -> list[str]:
    assert str(refusal.value).strip() and not set("{}") & set(str(refusal.value))
    return [objection.code for objection in refusal.value.objections]


def test_the_first_attempt_of_sales_accepts(cast: Cast) -> None:
    lead = new_lead()
    call(lead, cast, at=ago(days=8), words="Rang twice")
    lead.refresh_from_db()
    assert (lead.stage, lead.stage_since, lead.status, lead.attempts) == ("sal", ago(days=8), "attempting", 1)
    call(lead, cast)
    assert Event.objects.filter(lead=lead, kind="moved").count() == 1


def test_an_attempt_told_for_before_the_stage_accepts_when_the_stage_began(cast: Cast) -> None:
    lead = new_lead("inquiry")
    followup.move(lead, to="mql", by=cast.mia, at=ago(days=5))
    call(lead, cast, at=ago(days=7))
    lead.refresh_from_db()
    assert (lead.stage, lead.stage_since, lead.first_attempt_at) == ("sal", ago(days=5), ago(days=7))


def test_marketings_own_attempt_accepts_nothing(cast: Cast) -> None:
    lead = new_lead()
    call(lead, cast, by=cast.mia)
    lead.refresh_from_db()
    assert lead.stage == "mql"


@pytest.mark.parametrize("stage", ["inquiry", "sal", "sql"])
def test_only_an_mql_is_accepted_by_an_attempt(cast: Cast, stage: str) -> None:
    lead = new_lead(stage)
    call(lead, cast)
    lead.refresh_from_db()
    assert lead.stage == stage


def test_a_conversation_is_contact_and_stays_so(cast: Cast) -> None:
    lead = new_lead()
    for disposition, channel, status in (
        ("voicemail", "call", "attempting"),
        ("booked", "meeting", "attempting"),
        ("held", "meeting", "connected"),
        ("no_answer", "call", "connected"),
    ):
        call(lead, cast, disposition, channel=channel)
        lead.refresh_from_db()
        assert lead.status == status


def test_bad_data_that_an_attempt_brings_to_light_is_a_defect_once(cast: Cast) -> None:
    lead = new_lead()
    call(lead, cast, "wrong_number")
    call(lead, cast, "wrong_number")
    lead.refresh_from_db()
    assert lead.defects == ["wrong_number"]
    assert Event.objects.filter(lead=lead, kind="defect_found").count() == 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"channel": "owl"}, "channel_unknown"),
        ({"channel": "mail", "disposition": "no_answer"}, "disposition_unknown"),
        ({"outcome": "thrilled"}, "outcome_unknown"),
        ({"reason": "because"}, "reason_unknown"),
        ({"seconds": -1}, "seconds_impossible"),
        ({"seconds": 10**6}, "seconds_impossible"),
        ({"at": ago(days=-1)}, "in_future"),
    ],
)
def test_an_attempt_that_is_refused_says_why(cast: Cast, arguments: dict[str, Any], code: str) -> None:
    lead = new_lead()
    with pytest.raises(Refused) as refusal:
        call(lead, cast, **arguments)
    assert codes(refusal) == [code]
    before = lead.last_seq
    lead.refresh_from_db()
    assert (lead.attempts, lead.last_seq, lead.stage) == (0, before, "mql")


def test_an_ended_lead_takes_notes_and_no_attempts(cast: Cast) -> None:
    lead = new_lead()
    followup.end(lead, exit_="rejected", reason="duplicate", by=cast.sven)
    followup.add_note(lead, "  Asked again at the fair. ", by=cast.ava)
    assert Event.objects.get(kind="noted").detail.words == {"note": "Asked again at the fair."}
    for act in (lambda: call(lead, cast), lambda: followup.move(lead, to="sql", by=cast.sven)):
        with pytest.raises(Refused, match="This lead has ended"):
            act()


def test_an_empty_note_is_no_note(cast: Cast) -> None:
    with pytest.raises(Refused) as refusal:
        followup.add_note(new_lead(), " \n", by=cast.sven)
    assert codes(refusal) == ["empty"]


def test_a_lead_moves_forwards_and_backwards(cast: Cast) -> None:
    lead = followup.move(new_lead("inquiry"), to="sql", by=cast.sven, at=ago(days=4))
    lead = followup.move(lead, to="mql", by=cast.mia, reason="not_ready", version=lead.last_seq)
    steps = list(lead.intervals.order_by("no").values_list("stage", flat=True))
    assert (lead.stage, steps) == ("mql", ["inquiry", "sql", "mql"])


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"to": "nowhere"}, "stage_unknown"), ({"to": ""}, "stage_unknown"), ({"to": "recycled"}, "stage_unknown"),
        ({"to": "mql"}, "there_already"), ({"to": "proposal"}, "needs_deal"), ({"to": "won"}, "needs_deal"),
        ({"to": "sal", "at": ago(days=12)}, "before_last_move"), ({"to": "sal", "at": ago(days=-1)}, "in_future"),
        ({"to": "inquiry", "reason": "bored"}, "reason_missing"), ({"to": "sal", "version": 0}, "stale"),
    ],
)  # fmt: skip
def test_a_move_that_is_refused_says_why(cast: Cast, arguments: dict[str, Any], code: str) -> None:
    lead = new_lead()
    with pytest.raises(Refused) as refusal:
        followup.move(lead, by=cast.sven, **arguments)
    assert codes(refusal) == [code]
    before = lead.last_seq
    lead.refresh_from_db()
    assert (lead.stage, lead.last_seq) == ("mql", before)


def test_a_stage_that_was_passed_is_dated_afterwards(cast: Cast) -> None:
    lead = followup.move(new_lead("inquiry"), to="sql", by=cast.sven, at=ago(days=2))
    lead = followup.backfill(lead, to="mql", at=ago(days=6), by=cast.sven)
    told = list(lead.intervals.order_by("no").values_list("stage", "entered_at", "left_at"))
    assert told == [
        ("inquiry", ago(days=9), ago(days=6)),
        ("mql", ago(days=6), ago(days=2)),
        ("sql", ago(days=2), None),
    ]
    assert (lead.stage, lead.stage_since) == ("sql", ago(days=2))


@pytest.mark.parametrize(
    ("to", "days", "code"),
    [
        ("nowhere", 5, "stage_unknown"), ("lost", 5, "stage_unknown"), ("won", 5, "stage_unknown"),
        ("mql", 1, "after_last_move"), ("mql", 10, "before_arrival"),
    ],
)  # fmt: skip
def test_a_date_that_can_not_be_is_refused(cast: Cast, to: str, days: float, code: str) -> None:
    lead = followup.move(new_lead("inquiry"), to="sql", by=cast.sven, at=ago(days=2))
    with pytest.raises(Refused) as refusal:
        followup.backfill(lead, to=to, at=ago(days=days), by=cast.sven)
    assert codes(refusal) == [code]


def test_a_lead_is_given_to_somebody_and_back_to_nobody(cast: Cast) -> None:
    lead = new_lead("sal")
    assert followup.assign(lead, to=cast.sven, by=cast.mia).owner == cast.sven
    followup.assign(lead, to=cast.sven, by=cast.mia)
    assert followup.assign(lead, to=None, by=cast.mia).owner is None
    assert Event.objects.filter(kind="assigned").count() == 2
    with pytest.raises(Stale):
        followup.assign(lead, to=cast.ava, by=cast.mia, version=1)


def test_who_does_not_work_leads_gets_none(cast: Cast) -> None:
    cast.ava.is_active = False
    for user in (cast.vera, cast.ava):
        with pytest.raises(Refused) as refusal:
            followup.assign(new_lead(), to=user, by=cast.mia)
        assert codes(refusal) == ["owner_unfit"]
        assert user.name in str(refusal.value)


def test_a_new_lead_goes_to_nobody_who_does_not_work_leads(cast: Cast) -> None:
    with pytest.raises(Refused, match="Vera does not work leads"):
        capture(Who(name="Ida"), by=None, owner=cast.vera)
