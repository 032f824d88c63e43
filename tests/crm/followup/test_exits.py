"""Each exit has its condition and its reasons, and a lead that left can be worked again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from detente.crm.capture.actions import Who, capture
from detente.crm.deals import actions as deals
from detente.crm.followup import actions as followup
from detente.crm.history import record
from detente.crm.history.facts import Archived
from detente.crm.models import Lead
from detente.crm.objections import Refused, Stale
from detente.crm.people.actions import change_organisation
from detente.crm.people.days import today
from detente.crm.playbook.actions import current
from tests.crm.cast import Cast, ago

pytestmark = pytest.mark.django_db


def new_lead(attempts: int = 0, *, spoken: bool = False, by: Any = None) -> Lead:
    lead = capture(Who(name="Ida", email="ida@plain.example"), by=None, stage="sal", at=ago(days=9)).lead
    for _ in range(attempts):
        followup.log_attempt(lead, by=by, channel="call", disposition="no_answer")
    if spoken:
        followup.log_attempt(lead, by=by, channel="call", disposition="connected")
    return lead


def refused(lead: Lead, by: Any, exit_: str, **more: Any) -> list[str]:
    with pytest.raises(Refused) as refusal:
        followup.end(lead, exit_=exit_, by=by, **more)
    assert str(refusal.value).strip() and not set("{}") & set(str(refusal.value))
    lead.refresh_from_db()
    assert lead.closed_at is None
    return [objection.code for objection in refusal.value.objections]


def test_rejected_only_before_contact(cast: Cast) -> None:
    spoken = new_lead(spoken=True, by=cast.sven)
    assert refused(spoken, cast.sven, "rejected", reason="duplicate") == ["after_contact"]
    followup.end(spoken, exit_="disqualified", reason="no_need", by=cast.sven)
    lead = followup.end(
        new_lead(2, by=cast.sven), exit_="rejected", reason="duplicate", by=cast.sven, words="Twin"
    )
    assert (lead.stage, lead.exit_from, lead.exit_reason) == ("rejected", "sal", "duplicate")


def test_disqualified_only_after_contact(cast: Cast) -> None:
    assert refused(new_lead(2, by=cast.sven), cast.sven, "disqualified", reason="no_need") == [
        "before_contact"
    ]


def test_unreached_only_after_the_playbooks_attempts_without_a_conversation(cast: Cast) -> None:
    wanted = current().stage("unreached").attempts
    assert wanted == 6
    lead = new_lead(wanted - 1, by=cast.sven)
    with pytest.raises(Refused, match="asks for 6 attempts before giving up; 5 were made"):
        followup.end(lead, exit_="unreached", reason="no_answer", by=cast.sven)
    followup.log_attempt(lead, by=cast.sven, channel="mail", disposition="sent")
    assert followup.end(lead, exit_="unreached", reason="no_answer", by=cast.sven).stage == "unreached"
    spoken = new_lead(wanted, spoken=True, by=cast.sven)
    assert refused(spoken, cast.sven, "unreached", reason="no_answer") == ["after_contact"]


def test_recycled_comes_back_on_the_playbooks_day_or_a_chosen_one(cast: Cast) -> None:
    lead = followup.end(new_lead(), exit_="recycled", reason="timing", by=cast.sven)
    assert lead.recycle_on == today() + timedelta(days=90)
    chosen = today() + timedelta(days=5)
    assert (
        followup.end(new_lead(), exit_="recycled", reason="timing", day=chosen, by=cast.sven).recycle_on
        == chosen
    )
    told_late = followup.end(new_lead(), exit_="recycled", reason="timing", at=ago(days=2), by=cast.sven)
    assert told_late.recycle_on == ago(days=2).date() + timedelta(days=90)
    assert refused(new_lead(), cast.sven, "recycled", reason="timing", day=today()) == ["day_past"]


def test_the_day_to_come_back_counts_from_our_own_day(cast: Cast) -> None:
    change_organisation(by=cast.olga, zone="Pacific/Kiritimati")  # 14 hours ahead
    arrived = datetime(2026, 3, 1, 9, tzinfo=UTC)
    lead = capture(Who(name="Ida"), by=None, at=arrived).lead
    lead = followup.end(
        lead, exit_="recycled", reason="timing", at=arrived + timedelta(hours=3), by=cast.sven
    )
    assert lead.recycle_on == (arrived + timedelta(days=91)).date()


def test_other_exits_have_no_day_to_come_back(cast: Cast) -> None:
    day = today() + timedelta(days=5)
    assert (
        followup.end(new_lead(), exit_="rejected", reason="duplicate", day=day, by=cast.sven).recycle_on
        is None
    )


@pytest.mark.parametrize(
    ("exit_", "more", "codes"),
    [
        ("mql", {}, ["exit_unknown"]), ("gone", {}, ["exit_unknown"]),
        ("lost", {"reason": "price"}, ["no_deal"]), ("joined", {}, ["join_by_deal"]),
        ("rejected", {}, ["reason_missing"]), ("rejected", {"reason": "no_need"}, ["reason_missing"]),
        ("rejected", {"reason": "duplicate", "at": ago(days=20)}, ["before_last_move"]),
        ("rejected", {"reason": "duplicate", "version": 0}, ["stale"]),
        ("disqualified", {}, ["before_contact", "reason_missing"]),
    ],
)  # fmt: skip
def test_an_exit_that_is_refused_says_why(
    cast: Cast, exit_: str, more: dict[str, Any], codes: list[str]
) -> None:
    assert refused(new_lead(), cast.sven, exit_, **more) == codes


def test_a_lead_with_a_deal_ends_with_its_deal(cast: Cast) -> None:
    lead = new_lead()
    deal = deals.open_deal(by=cast.ava, lead=lead)
    assert refused(lead, cast.sven, "lost", reason="price") == ["ends_with_deal"]
    assert refused(lead, cast.sven, "recycled", reason="timing") == ["ends_with_deal"]
    with pytest.raises(Refused, match="moves with its deal"):
        followup.move(lead, to="mql", by=cast.sven)
    deals.lose(deal, reason="price", by=cast.ava)
    lead.refresh_from_db()
    assert (lead.stage, lead.exit_from, lead.exit_reason) == ("lost", "discovery", "price")
    with pytest.raises(Refused, match="Reopen the deal instead"):
        followup.reopen(lead, by=cast.sven)


def test_a_lead_ends_once(cast: Cast) -> None:
    lead = new_lead()
    followup.end(lead, exit_="rejected", reason="duplicate", by=cast.sven)
    with pytest.raises(Refused, match="ended already"):
        followup.end(lead, exit_="rejected", reason="duplicate", by=cast.sven)


def test_an_ended_lead_is_worked_again_where_it_was(cast: Cast) -> None:
    lead = followup.end(new_lead(), exit_="recycled", reason="timing", by=cast.sven)
    with pytest.raises(Refused, match="Choose a reason"):
        followup.reopen(lead, by=cast.sven, reason="bored")
    lead = followup.reopen(lead, by=cast.sven, reason="came_back", version=lead.last_seq)
    assert (lead.stage, lead.closed_at, lead.recycle_on, lead.exit_reason) == ("sal", None, None, None)
    assert [step.stage for step in lead.intervals.order_by("no")] == ["sal", "recycled", "sal"]
    with pytest.raises(Refused, match="This lead is open"):
        followup.reopen(lead, by=cast.sven)
    with pytest.raises(Stale):
        followup.reopen(lead, by=cast.sven, version=1)


def test_a_person_has_one_open_lead(cast: Cast) -> None:
    first = followup.end(new_lead(), exit_="recycled", reason="timing", by=cast.sven)
    new_lead()
    with pytest.raises(Refused, match="another open lead; work that one"):
        followup.reopen(first, by=cast.sven)


def test_a_lead_that_was_set_aside_is_not_worked(cast: Cast) -> None:
    lead = new_lead()
    with record.of(lead) as locked:
        record.record(locked, Archived(code="lead"), by=cast.olga)
    for act in (
        lambda: followup.move(lead, to="sql", by=cast.sven),
        lambda: followup.end(lead, exit_="rejected", reason="duplicate", by=cast.sven),
        lambda: followup.log_attempt(lead, by=cast.sven, channel="call", disposition="no_answer"),
        lambda: followup.reopen(lead, by=cast.sven),
        lambda: deals.open_deal(by=cast.ava, lead=lead),
    ):
        with pytest.raises(Refused, match="set aside with the import"):
            act()
