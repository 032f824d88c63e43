"""Whom an event concerns hears of it in the app, unless they did it themselves."""

from __future__ import annotations

from typing import Any

import pytest

from detente.crm.capture.actions import Who, capture
from detente.crm.deals import actions as deals
from detente.crm.followup.actions import assign
from detente.crm.history.outbox import drain
from detente.crm.models import Lead, Notice
from detente.crm.people.actions import add_account
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
