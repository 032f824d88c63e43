"""The board under a hand: by mouse, by keyboard, by thumb."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from playwright.sync_api import expect

from detente.crm.deals.actions import open_deal
from detente.crm.models import Deal, Lead

FOCUSED = "document.activeElement.dataset.card ?? ''"


@pytest.fixture(autouse=True)
def nothing_remembered():
    cache.clear()


@pytest.fixture
def maya(live_server, arrives, cast):
    return arrives("Maya Lindqvist", company="Baltic Freight", owner=cast.jonas, source="fair", stage="mql")


@pytest.fixture
def nadia(live_server, arrives, cast):
    return arrives("Nadia Okafor", company="Hallstatt", owner=cast.jonas, stage="mql")


def card(page, record):
    kind = "deal" if isinstance(record, Deal) else "lead"
    return page.locator(f"[data-card='{kind}-{record.pk}']")


def in_column(page, stage, record):
    return page.locator(f"[data-stage={stage}]").locator(card(page, record))


def signed_in(context, live_server, client):
    kept = [
        {"name": name, "value": cookie.value, "url": str(live_server)}
        for name, cookie in client.cookies.items()
    ]
    context.add_cookies(kept)
    return context.new_page()


def now(record):
    return type(record).objects.get(pk=record.pk)


def test_a_card_is_dragged_to_the_next_stage_and_the_move_undone(page_of, cast, maya, nadia):
    page = page_of(cast.jonas)
    page.goto("/pipeline/")
    card(page, maya).drag_to(page.locator("[data-stage=sal] .column-cards"))
    expect(in_column(page, "sal", maya)).to_be_visible()
    expect(page.locator("[data-stage=sal] .count")).to_have_text("1")
    expect(page.locator(".toast")).to_contain_text("Maya Lindqvist moved to SAL.")
    assert now(maya).stage == "sal"
    page.get_by_role("button", name="Undo").click()
    expect(in_column(page, "mql", maya)).to_be_visible()
    assert now(maya).stage == "mql" and now(nadia).stage == "mql"


def test_the_same_by_keyboard(page_of, cast, maya):
    page = page_of(cast.jonas)
    page.goto("/pipeline/")
    card(page, maya).focus()
    page.keyboard.press("m")
    expect(page.get_by_role("group", name="Move to")).to_be_visible()
    page.keyboard.press("a")
    expect(in_column(page, "sal", maya)).to_be_visible()
    expect(card(page, maya)).to_be_focused()
    assert now(maya).stage == "sal"


def test_arrow_keys_walk_and_enter_opens(page_of, cast, maya, nadia):
    page = page_of(cast.jonas)
    page.goto("/pipeline/")
    card(page, maya).focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate(FOCUSED) == f"lead-{nadia.pk}"
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/leads/{nadia.pk}/")


def test_a_column_that_refuses_says_why_and_nothing_moves(page_of, cast, maya):
    page = page_of(cast.jonas)
    page.goto("/pipeline/")
    card(page, maya).focus()
    page.keyboard.press("m")
    page.keyboard.press("w")
    expect(page.locator(".toast")).to_contain_text("Open a deal first; the lead goes along.")
    card(page, maya).drag_to(page.locator("[data-stage=disqualified]"))
    expect(page.locator(".toast").first).to_contain_text("Nobody has spoken to them yet.")
    assert now(maya).stage == "mql"


def test_from_a_lead_to_closed_business_by_keyboard_alone(page_of, cast, maya):
    page = page_of(cast.priya)
    page.goto("/pipeline/")
    card(page, maya).focus()
    page.keyboard.press("m")
    page.keyboard.press("d")
    dialog = page.get_by_role("dialog", name="Open a deal")
    expect(dialog.get_by_label("Name")).to_have_value("Baltic Freight")
    dialog.get_by_label("Amount").fill("12000")
    page.keyboard.press("Enter")
    expect(page.locator("[data-stage=discovery]")).to_contain_text("€12,000")
    expect(dialog).to_be_hidden()
    deal = Deal.objects.get()
    card(page, deal).focus()
    page.keyboard.press("m")
    page.keyboard.press("w")
    won = page.get_by_role("dialog", name="Won")
    won.get_by_label("Why they chose us").select_option("best_fit")
    won.get_by_role("button", name="Close as won").click()
    expect(in_column(page, "won", deal)).to_be_visible()
    assert (now(deal).status, now(maya).stage) == ("won", "won")


def test_dropping_on_an_exit_asks_for_the_reason(page_of, cast, maya):
    page = page_of(cast.jonas)
    page.goto("/pipeline/")
    card(page, maya).drag_to(page.locator("[data-stage=recycled]"))
    dialog = page.get_by_role("dialog", name="Recycled")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Cancel").click()
    expect(in_column(page, "mql", maya)).to_be_visible()
    card(page, maya).drag_to(page.locator("[data-stage=recycled]"))
    dialog.get_by_label("Reason").select_option("timing")
    dialog.get_by_role("button", name="End the lead").click()
    expect(card(page, maya)).to_have_count(0)
    assert now(maya).stage == "recycled"


def test_a_wrong_amount_stays_in_the_dialog_with_its_reason(page_of, watch, cast, maya):
    watch.expected.add(422)
    page = page_of(cast.priya)
    page.goto("/pipeline/")
    card(page, maya).drag_to(page.locator("[data-stage=proposal] .column-cards"))
    dialog = page.get_by_role("dialog", name="Open a deal")
    dialog.get_by_label("Amount").fill("12.345")
    dialog.get_by_role("button", name="Open the deal").click()
    expect(dialog).to_contain_text("EUR has 2 digits behind the point.")
    expect(dialog.get_by_label("Amount")).to_have_value("12.345")
    assert not Deal.objects.exists()


def test_on_a_phone_one_stage_at_a_time_and_a_move_by_touch(context_of, live_server, cast, maya, client):
    client.force_login(cast.jonas)
    page = signed_in(context_of(390, 844, base_url=str(live_server), has_touch=True), live_server, client)
    page.goto("/pipeline/")
    # Where a rep's own part of the path begins.
    expect(page.locator("[data-stage=sal].column")).to_be_visible()
    expect(page.locator("[data-stage=mql].column")).to_be_hidden()
    page.get_by_label("Stage", exact=True).select_option("mql")
    page.get_by_role("link", name="Move Maya Lindqvist").tap()
    page.get_by_role("dialog", name="Move to").get_by_role("button", name="SAL", exact=True).tap()
    expect(page.locator(".toast")).to_contain_text("Maya Lindqvist moved to SAL.")
    assert Lead.objects.get(pk=maya.pk).stage == "sal"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_what_opens_over_the_board(context_of, live_server, cast, maya, client, scheme):
    open_deal(by=cast.priya, lead=maya, amount_minor=1000, currency="EUR")
    client.force_login(cast.priya)
    page = signed_in(context_of(base_url=str(live_server), color_scheme=scheme), live_server, client)
    page.goto("/pipeline/")
    page.get_by_role("link", name="Move Baltic Freight").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_the_board_still_says_why_after_it_was_filtered_in_place(page_of, cast, maya):
    page = page_of(cast.jonas)
    page.goto("/pipeline/")
    page.get_by_label("Source").select_option("fair")
    page.wait_for_url("**source=fair**")
    card(page, maya).drag_to(page.locator("[data-stage=unreached]"))
    expect(page.locator(".toast")).to_contain_text("asks for 6 attempts")
    assert now(maya).stage == "mql"
