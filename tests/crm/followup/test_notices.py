"""Whom an event concerns hears of it in the app, unless they did it themselves."""

from __future__ import annotations

from typing import Any

import pytest

from detente.crm.capture.actions import Who, capture
from detente.crm.capture.campaigns import add_campaign
from detente.crm.capture.origin import Origin
from detente.crm.deals import actions as deals
from detente.crm.followup.actions import assign
from detente.crm.handoff.actions import accept, open_handoff, pass_on, reject, reroute
from detente.crm.history.outbox import drain
from detente.crm.models import Lead, Notice
from detente.crm.people.actions import add_account, add_user
from tests.crm.cast import Cast

pytestmark = pytest.mark.django_db


def new_lead() -> Lead:
    return capture(Who(name="Ida", email="ida@plain.example"), by=None).lead


def heard() -> set[tuple[str, str]]:
    """Who was told of what; draining twice tells nobody twice."""
    drain()
    drain()
    return {
        (notice.user.name, notice.event.kind) for notice in Notice.objects.select_related("user", "event")
    }


def test_the_new_owner_hears_of_a_lead(cast: Cast) -> None:
    assign(new_lead(), to=cast.sven, by=cast.mia)
    assert heard() == {("Sven", "assigned")}
    assert Notice.objects.get().read_at is None


def test_nobody_hears_of_what_they_did_themselves(cast: Cast) -> None:
    lead = new_lead()
    assign(lead, to=cast.sven, by=cast.sven)
    assign(lead, to=None, by=cast.mia)
    deals.win(deals.open_deal(by=cast.ava, account=add_account("Plain Ltd", by=None)), by=cast.ava)
    assert heard() == set()


def test_the_owners_of_lead_and_deal_hear_how_it_ended(cast: Cast) -> None:
    lead = new_lead()
    assign(lead, to=cast.sven, by=cast.sven)
    deal = deals.open_deal(by=cast.sven, lead=lead, owner=cast.ava)
    deals.lose(deal, by=cast.ava, reason="price")
    assert heard() == {("Sven", "deal_lost")}
    deals.reopen_deal(deal, by=cast.ava)
    deals.win(deal, by=cast.olga)
    assert heard() == {("Sven", "deal_lost"), ("Sven", "deal_won"), ("Ava", "deal_won")}


def test_a_deal_without_a_lead_has_one_owner_to_tell(cast: Cast) -> None:
    deals.win(deals.open_deal(by=cast.ava, account=add_account("Plain Ltd", by=None)), by=cast.olga)
    assert heard() == {("Ava", "deal_won")}


def test_the_notice_is_there_right_after_the_commit(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        assign(new_lead(), to=cast.sven, by=cast.mia)
        assert not Notice.objects.exists()
    assert Notice.objects.get().user == cast.sven


def test_a_handoff_is_heard_of_by_whom_it_concerns(cast: Cast) -> None:
    """Handed over: the receiver. Given to another: both. Rejected: who set up the campaign it came from."""
    team = cast.sven.team
    nora = add_user(email="nora@works.example", name="Nora", role="sdr", by=None, team=team)
    campaign = add_campaign("Autumn fair", by=cast.mia, source="fair")
    who, origin = Who(name="Ida", email="ida@plain.example"), Origin(campaign=campaign)
    lead = capture(who, by=None, origin=origin, stage="mql", owner=cast.sven).lead
    assert heard() == {("Sven", "handed_over")}
    waiting = open_handoff(lead)
    assert waiting is not None
    waiting = reroute(waiting, to=nora, by=cast.olga)
    assert heard() == {("Sven", "handed_over"), ("Sven", "rerouted"), ("Nora", "rerouted")}
    reject(waiting, by=nora, reason="criteria_not_met", words="A student")
    assert ("Mia", "handoff_answered") in heard()


def test_what_was_passed_on_is_answered_to_who_passed_it(cast: Cast) -> None:
    lead = capture(Who(name="Ida", email="ida@plain.example"), by=None, stage="sal", owner=cast.sven).lead
    waiting = pass_on(lead, by=cast.sven, to=cast.ava, words="Budget is set")
    assert heard() == {("Ava", "handed_over")}
    accept(waiting, by=cast.ava)
    assert heard() == {("Ava", "handed_over"), ("Sven", "handoff_answered")}
