"""Answers that come late, in Chromium: what was written, chosen or moved meanwhile stands."""

from __future__ import annotations

from contextlib import contextmanager
from fnmatch import fnmatch
from threading import Event, Lock
from urllib.parse import urlsplit

import pytest
from django.core.signals import request_started
from playwright.sync_api import expect

from detente.crm.deals.actions import open_deal
from detente.crm.deals.items import items_of
from detente.crm.deals.products import add_product
from detente.crm.models import Lead
from detente.crm.people.actions import add_account
from tests.fixtures.browser import PATIENCE


@contextmanager
def held(page, path):
    """The first answer from here is on its way until the block ends; later ones are not held.

    The server holds it: Chromium may send what a key asks before it knows that it should be stopped there.
    """
    first, go = Lock(), Event()

    def hold(environ, **_):
        if fnmatch(environ["PATH_INFO"], path) and first.acquire(blocking=False):
            go.wait(PATIENCE / 1000)

    request_started.connect(hold)
    try:
        yield
        for _ in range(PATIENCE // 50):
            if not first.locked():
                page.wait_for_timeout(50)
        assert first.locked(), f"nothing asked for {path}"
        with page.expect_response(lambda answer: fnmatch(urlsplit(answer.url).path, path)):
            go.set()
    finally:
        go.set()
        request_started.disconnect(hold)


@pytest.fixture
def two(arrives, cast):
    sources = {"Maya Lindqvist": "fair", "Tom Berg": "web"}
    return [arrives(name, owner=cast.jonas, source=source, stage="mql") for name, source in sources.items()]


def test_a_price_written_while_the_sum_is_reckoned_is_the_one_that_is_saved(page_of, cast, transactional_db):
    deal = open_deal(by=cast.priya, account=add_account("Baltic Freight", by=None), name="Waterworks")
    add_product("Pump", by=cast.ada, price_minor=19999, currency="EUR")
    page = page_of(cast.priya)
    page.goto(f"/deals/{deal.pk}/items/")
    price = page.get_by_label("Price in EUR of line 1")
    with held(page, "*/items/"):
        page.get_by_label("Product of line 1").select_option(label="Pump")
        price.fill("5")
    expect(page.locator("#items-total")).to_have_text("€5")
    # A line is added while a price is written: asked again, as the answer would not know the price.
    with held(page, "*/items/"):
        page.get_by_role("button", name="Add a line").click()
        price.fill("7")
    expect(page.get_by_label("Product of line 2")).to_be_visible()
    expect(price).to_have_value("7")
    with held(page, "*/items/"):
        page.get_by_label("Quantity of line 1").fill("2")
        price.focus()
        page.get_by_role("button", name="Save").last.click()
        page.get_by_label("Product of line 2").focus()
    page.wait_for_url(f"**/deals/{deal.pk}/")
    assert [(item.quantity, item.price_minor) for item in items_of(deal)] == [(2, 700)]


def test_a_value_chosen_while_the_comparisons_come_stays(page_of, cast, two):
    page = page_of(cast.marc)
    page.goto("/leads/")
    page.get_by_role("link", name="Add filter").click()
    dialog = page.get_by_role("dialog")
    with page.expect_response("**/filter/**"):
        dialog.get_by_label("Field").select_option("source")
    expect(dialog.get_by_label("Value")).to_contain_text("web")
    part = dialog.locator("#list-part").element_handle()
    with held(page, "*/filter/*"):
        dialog.get_by_label("Comparison").select_option("is_not")
        dialog.get_by_label("Value").select_option("web")
    page.wait_for_function("part => !part.isConnected", arg=part)
    expect(dialog.get_by_label("Comparison")).to_have_value("is_not")
    expect(dialog.get_by_label("Value")).to_have_value("web")


def test_a_cell_that_was_left_does_not_open_later(page_of, cast, two):
    page = page_of(cast.marc)
    page.goto("/leads/?sort=name")
    first, second = (page.locator("tbody tr").nth(row).locator("td[data-cell]").first for row in (0, 1))
    with held(page, "*/leads/*/stage/"):
        first.dblclick()
        second.dblclick()
    expect(second.get_by_label("Stage")).to_be_focused()
    expect(page.locator("[data-cell-editor]")).to_have_count(1)


def test_two_cards_moved_in_a_row_are_both_moved(page_of, cast, two):
    page = page_of(cast.jonas)
    page.goto("/pipeline/")
    cards = [page.locator(f"[data-card='lead-{lead.pk}']") for lead in two]
    with held(page, "*/pipeline/moves/*"):
        for card in cards:
            card.focus()
            page.keyboard.press("m")
            page.keyboard.press("a")
    expect(page.locator("[data-stage=sal] [data-card]")).to_have_count(2)
    assert {Lead.objects.get(pk=lead.pk).stage for lead in two} == {"sal"}


def test_who_was_chosen_in_the_palette_stays_chosen_when_commands_come(page_of, cast, two):
    page = page_of(cast.marc)
    page.goto(f"/leads/{two[0].pk}/")
    with held(page, "*/search/commands/*"):
        page.keyboard.press("/")
        page.get_by_role("group", name="On this page").wait_for()
        page.keyboard.press("ArrowDown")
        chosen = page.locator("#search-results [aria-selected=true]").inner_text()
    expect(page.get_by_role("group", name="Commands")).to_be_visible()
    expect(page.locator("#search-results [aria-selected=true]")).to_have_text(chosen, use_inner_text=True)
