"""A rep's hour in a real browser: sign in, find a lead, log a conversation, move it, take it back."""

from __future__ import annotations

import pytest

from detente.crm.models import Lead
from tests.web.axe import violations
from tests.web.conftest import PASSWORD, enter
from tests.web.looks import each_look


@pytest.fixture
def maya(arrives, cast):
    return arrives("Maya Lindqvist", company="Baltic Freight", owner=cast.jonas, source="fair", stage="mql")


def now(lead):
    return Lead.objects.get(pk=lead.pk)


def test_sign_in_find_a_lead_and_log_a_conversation(page, cast, maya, arrives):
    arrives("Tom Ericsson")
    page.goto("/leads/")
    page.get_by_label("E-mail address").fill("jonas@northwind.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/leads/")
    page.get_by_label("Name, address, company").fill("baltic")
    page.wait_for_url("**/leads/?q=baltic")
    assert page.get_by_role("link", name="Tom Ericsson").count() == 0
    page.get_by_role("link", name="Maya Lindqvist").click()
    page.locator("label.choice", has_text="Connected").locator("visible=true").first.click()
    page.get_by_label("What was said").fill("Contract ends in March")
    page.get_by_label("They are").select_option("interested")
    page.get_by_role("button", name="Log", exact=True).click()
    page.get_by_text("Contract ends in March").wait_for()
    page.locator("[data-toasts]", has_text="Logged, and accepted").wait_for()
    assert (now(maya).status, now(maya).stage) == ("connected", "sal")


def test_typing_in_a_list_is_never_interrupted(page_of, cast, maya, arrives):
    tom = arrives("Tom Ericsson", owner=cast.jonas)
    page = page_of(cast.jonas)
    page.goto("/leads/?sort=name")
    page.get_by_label("Name, address, company").press_sequentially("eric", delay=120)
    page.wait_for_url("**/leads/?q=eric&sort=name")
    page.get_by_role("link", name="Maya Lindqvist").wait_for(state="detached")
    page.keyboard.type("sson")
    page.wait_for_url("**/leads/?q=ericsson&sort=name")
    assert page.get_by_label("Name, address, company").input_value() == "ericsson"
    page.get_by_label("Stage").select_option("inquiry")
    page.wait_for_url("**stage=inquiry**")
    page.go_back()
    page.wait_for_url("**/leads/?q=ericsson&sort=name")
    page.get_by_role("link", name="Tom Ericsson").click()
    page.wait_for_url(f"**/leads/{tom.pk}/")


def test_a_session_that_ended_leads_to_signing_in_and_back(page_of, cast, maya):
    page = page_of(cast.jonas)
    page.goto("/leads/")
    page.context.clear_cookies()
    page.get_by_label("Stage").select_option("mql")
    page.wait_for_url("**/sign-in/?next=/leads/**")


def test_results_follow_the_channel(page_of, cast, maya):
    page = page_of(cast.jonas)
    page.goto(f"/leads/{maya.pk}/")
    page.locator("label.choice", has_text="Meeting").click()
    assert page.locator("label.choice", has_text="No-show").is_visible()
    assert not page.locator("label.choice", has_text="Wrong number").is_visible()


def test_a_lead_is_moved_by_keys_and_the_move_taken_back_by_u(page_of, cast, maya):
    page = page_of(cast.jonas)
    page.goto(f"/leads/{maya.pk}/")
    page.keyboard.press("v")
    page.get_by_role("radio", name="SQL").check()
    page.locator("#move").get_by_role("button", name="Move", exact=True).click()
    page.get_by_text("Moved to SQL.").wait_for()
    assert now(maya).stage == "sql"
    page.keyboard.press("u")
    page.get_by_text("Moved to MQL.").wait_for()
    assert now(maya).stage == "mql"


def test_a_conversation_is_logged_by_keys_alone(page_of, cast, maya):
    """`c` stands on the channel, the arrows and Tab go on from there; `e` opens a note to write in."""
    page = page_of(cast.jonas)
    page.goto(f"/leads/{maya.pk}/")
    page.keyboard.press("c")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("Sent the price list")
    page.keyboard.press("e")
    page.get_by_role("button", name="Log", exact=True).press("Enter")
    page.get_by_text("Sent the price liste").wait_for()
    page.wait_for_load_state()  # the words stand before the keys work
    page.keyboard.press("e")
    page.keyboard.type("Met them at the fair")
    page.get_by_role("button", name="Save the note").press("Enter")
    page.locator(".timeline").get_by_text("Met them at the fair").wait_for()
    assert now(maya).attempts == 1


def test_a_list_is_walked_by_keys(page_of, cast, maya, arrives):
    arrives("Tom Ericsson", owner=cast.jonas)
    page = page_of(cast.jonas)
    page.goto("/leads/?sort=name")
    for key, name in (("j", "Maya Lindqvist"), ("j", "Tom Ericsson"), ("k", "Maya Lindqvist")):
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.textContent") == name
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/leads/{maya.pk}/")


def test_a_refused_form_opens_again_with_what_was_written(page_of, cast, maya, watch):
    watch.expected.add(422)
    page = page_of(cast.jonas)
    page.goto(f"/leads/{maya.pk}/")
    page.keyboard.press("x")
    dialog = page.locator("#exit")
    dialog.get_by_label("How did it end?").select_option("recycled:timing")
    dialog.get_by_label("Come back on").fill("2001-01-01")
    dialog.get_by_label("Note").fill("after their audit")
    dialog.get_by_role("button", name="End the lead").click()
    page.get_by_text("Choose a day in the future").wait_for()
    assert dialog.get_by_label("Note").input_value() == "after their audit"
    assert violations(page) == []


@each_look
def test_the_pages_are_accessible_and_fit(context_of, live_server, cast, maya, width, scheme):
    context = context_of(width, 844, color_scheme=scheme, base_url=str(live_server))
    page = context.new_page()
    page.goto("/sign-in/")
    assert violations(page) == []
    enter(context, live_server, cast.jonas)
    for path in ("/leads/", "/leads/?q=nobody", "/leads/new/", f"/leads/{maya.pk}/"):
        page.goto(path)
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
