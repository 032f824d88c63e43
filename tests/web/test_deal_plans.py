"""A deal's next step, its close that has passed, the people in it and the account's other deals, on its page."""

from __future__ import annotations

from datetime import timedelta

import pytest

from detente.crm.deals.actions import open_deal
from detente.crm.deals.plans import plan_next_step
from detente.crm.models import Deal, DealContact
from detente.crm.people.actions import add_person
from detente.crm.people.days import today


@pytest.fixture
def freight(arrives, cast):
    maya = arrives("Maya Lindqvist", company="Baltic Freight", owner=cast.jonas, source="fair", stage="sql")
    expected_on = today() - timedelta(days=12)
    return open_deal(
        by=cast.priya, lead=maya, amount_minor=1_000_000, currency="EUR", expected_on=expected_on
    )


def now(deal):
    return Deal.objects.get(pk=deal.pk)


def test_a_rep_plans_the_next_step_and_takes_done_back(page_of, cast, freight):
    page = page_of(cast.priya)
    page.goto(f"/deals/{freight.pk}/")
    page.keyboard.press("s")
    page.get_by_role("textbox", name="Next step").fill("Send the offer")
    page.locator("#next_step_on").fill((today() + timedelta(days=2)).isoformat())
    page.locator("#next_step").get_by_role("button", name="Save").click()
    page.locator(".next-step", has_text="Send the offer").wait_for()
    page.get_by_role("button", name="Done").click()
    page.get_by_text("No next step").wait_for()
    page.get_by_role("button", name="Undo").click()
    page.locator(".next-step", has_text="Send the offer").wait_for()
    assert (now(freight).next_step, now(freight).next_on) == ("Send the offer", today() + timedelta(days=2))


def test_a_close_that_has_passed_stands_out_and_moves_by_one_press(page_of, cast, freight):
    page = page_of(cast.priya)
    page.goto(f"/deals/{freight.pk}/")
    page.get_by_text("Was expected to close 12 days ago").wait_for()
    page.get_by_role("button", name="in a week").click()
    page.get_by_text("moved later once").wait_for()
    assert (now(freight).expected_on, now(freight).slips) == (today() + timedelta(days=7), 1)
    assert not page.get_by_text("Was expected to close").is_visible()


def test_people_get_parts_in_a_deal_and_lose_them_again(page_of, watch, cast, freight):
    watch.expected.add(422)
    otto = add_person(by=cast.ada, name="Otto Prado", email="otto@prado.example")
    page = page_of(cast.priya)
    page.goto(f"/deals/{freight.pk}/")
    page.get_by_role("button", name="Add a person").click()
    page.get_by_label("Or somebody else’s e-mail address").fill("nobody@prado.example")
    page.locator("#part").get_by_role("button", name="Save").click()
    page.get_by_text("Nobody you may open has this address. Add the person first.").first.wait_for()
    page.get_by_label("Or somebody else’s e-mail address").fill("otto@prado.example")
    page.get_by_label("Part", exact=True).select_option("opponent")
    page.locator("#part").get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Otto Prado").wait_for()
    assert DealContact.objects.get().person == otto
    page.get_by_role("button", name="Remove Otto Prado").click()
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("link", name="Otto Prado").wait_for()
    assert DealContact.objects.get().role == "opponent"


def test_the_accounts_other_deals_stand_beside_and_a_new_one_starts_there(client, cast, freight):
    other = open_deal(by=cast.priya, account=freight.account, name="Second site")
    client.force_login(cast.priya)
    page = client.get(f"/deals/{freight.pk}/").content.decode()
    assert f'<a href="/deals/{other.pk}/">Second site</a>' in page
    assert f"/deals/new/?account={freight.account_id}" in page


def test_the_board_says_what_comes_next_and_what_is_late(page_of, cast, freight):
    plan_next_step(freight, "Send the offer", by=cast.priya, on=today() - timedelta(days=1))
    page = page_of(cast.priya)
    page.goto("/pipeline/")
    card = page.locator(".card", has_text="Baltic Freight")
    assert card.get_by_text("Send the offer").is_visible()
    assert card.get_by_text("close overdue").is_visible()
    assert card.locator(".card-next .late").is_visible()
