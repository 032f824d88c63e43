"""Every component in a real browser: accessible, within the policy, worked by mouse and by keyboard."""

from __future__ import annotations

import pytest

from tests.web.axe import violations
from tests.web.looks import each_look

pytestmark = pytest.mark.urls("tests.web.gallery.urls")


def open_gallery(page):
    """The first visitor waits for the chart library to be built."""
    page.goto("/", wait_until="domcontentloaded", timeout=30_000)
    page.wait_for_selector("[data-drawn]", state="attached", timeout=60_000)


@pytest.fixture
def gallery(page):
    open_gallery(page)
    return page


@each_look
def test_the_gallery_is_accessible_and_fits(context_of, live_server, width, scheme):
    page = context_of(width, 844, color_scheme=scheme, base_url=str(live_server)).new_page()
    open_gallery(page)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_chart_is_drawn_under_the_policy_in_the_readers_colours(gallery):
    bar = gallery.locator('.chart [fill="#0f766e"]').first
    colour = "getComputedStyle(arguments[0]).fill"
    assert bar.evaluate(f"(bar) => {colour.replace('arguments[0]', 'bar')}") == "rgb(15, 118, 110)"
    gallery.locator("html").evaluate("(html) => { html.dataset.theme = 'dark' }")
    assert bar.evaluate(f"(bar) => {colour.replace('arguments[0]', 'bar')}") == "rgb(62, 207, 190)"


def test_a_grey_button_says_why_and_does_nothing(gallery):
    button = gallery.get_by_role("button", name="Pass to sales")
    why = gallery.locator(f"#{button.get_attribute('aria-describedby')}")
    assert not why.is_visible()
    button.focus()
    assert why.is_visible() and "Nobody has spoken with her yet" in why.inner_text()
    address = gallery.url
    gallery.keyboard.press("Enter")
    assert gallery.url == address


def test_the_theme_is_kept_by_the_server(gallery):
    html = gallery.locator("html")
    for expected in ("light", "dark"):
        gallery.get_by_role("button", name="You").click()
        gallery.get_by_text("Light, dark or as the system").click()
        assert html.get_attribute("data-theme") == expected
    gallery.reload()
    assert html.get_attribute("data-theme") == "dark"


def test_keys_lead_where_the_map_says(gallery):
    gallery.keyboard.press("?")
    assert "Keyboard" in gallery.locator("#keys").inner_text()
    assert "Pipeline" in gallery.locator("#keys").inner_text()
    gallery.keyboard.press("Escape")
    gallery.keyboard.press("/")
    assert gallery.locator("#search input").evaluate("(input) => input === document.activeElement")
    gallery.keyboard.press("Escape")
    gallery.keyboard.press("g")
    gallery.keyboard.press("p")
    gallery.wait_for_url("**/pipeline/")


def test_keys_are_letters_inside_a_field(gallery):
    gallery.get_by_label("What was said").first.focus()
    gallery.keyboard.type("g p ? /")
    assert gallery.get_by_label("What was said").first.input_value() == "g p ? /"


def test_words_that_are_not_saved_are_not_lost_silently(gallery):
    gallery.on("dialog", lambda dialog: dialog.dismiss())
    gallery.get_by_label("What was said").first.fill("They want two proposals")
    with gallery.expect_event("dialog") as asked:
        gallery.evaluate("location.href = '/leads/'")
    assert asked.value.type == "beforeunload"
    assert gallery.get_by_label("What was said").first.input_value() == "They want two proposals"


def test_a_toast_is_read_out_and_its_undo_has_a_key(gallery):
    region = gallery.locator("[data-toasts]")
    assert region.get_attribute("aria-live") == "polite"
    assert "Nadia Okafor moved to Sales qualified." in region.inner_text()
    assert region.get_by_role("button", name="Undo").get_attribute("data-key") == "u"


def test_a_menu_is_walked_by_arrows_and_closed_by_escape(gallery):
    menu = gallery.get_by_role("button", name="More", exact=True).first
    menu.click()
    assert gallery.get_by_role("link", name="Merge").evaluate("(item) => item === document.activeElement")
    gallery.keyboard.press("ArrowDown")
    assert gallery.get_by_role("link", name="Erase").evaluate("(item) => item === document.activeElement")
    gallery.keyboard.press("Escape")
    assert menu.get_attribute("aria-expanded") == "false"


def test_forms_work_without_scripts(browser, live_server):
    context = browser.new_context(java_script_enabled=False, base_url=str(live_server))
    page = context.new_page()
    page.goto("/")
    page.get_by_role("button", name="Move", exact=True).first.click()
    assert page.get_by_role("heading", name="Move to another stage").is_visible()
    assert page.get_by_role("button", name="Show").first.is_visible()
    context.close()
