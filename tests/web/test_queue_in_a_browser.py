"""An SDR's hour at the queue by the keyboard alone, and what the marketer sees of it the same minute."""

from __future__ import annotations

import pytest

from detente.crm.capture.campaigns import add_campaign
from detente.crm.models import Event, Lead
from tests.web.axe import violations
from tests.web.conftest import enter


@pytest.fixture
def four(arrives, cast):
    """Four leads wait for Jonas; those who asked to be contacted would come first, so none did."""
    campaign = add_campaign("Autumn webinar", by=cast.mona, source="webinar")
    names = ("Maya Lindqvist", "Tom Berg", "Ida Vogt", "Nadia Okafor")
    return {
        name: arrives(name, company=f"{name.split()[1]} AG", owner=cast.jonas, stage="mql", campaign=campaign)
        for name in names
    }


def now(lead):
    return Lead.objects.get(pk=lead.pk)


def on_desk(page):
    return page.locator("#desk-title").inner_text().split(": ", 1)[1]


def goes_on(page, name):
    """Somebody else is on the desk."""
    page.wait_for_function(
        "(name) => !document.getElementById('desk-title')?.innerText.endsWith(name)", arg=name
    )


def test_an_hour_by_the_keyboard_alone(page_of, cast, four):
    page = page_of(cast.jonas)
    page.goto("/")
    loaded = page.evaluate("performance.timeOrigin")
    keys = page.keyboard

    first = on_desk(page)
    keys.press("n")
    assert page.locator("#pad-n").is_visible()
    keys.press("Escape")
    assert page.locator("#pad-n").is_hidden() and now(four[first]).attempts == 0
    keys.press("n")
    keys.type("Rang twice, nobody")
    keys.press("Enter")
    goes_on(page, first)
    page.get_by_text(f"No answer: {first}.").wait_for()
    assert (now(four[first]).stage, now(four[first]).attempts) == ("sal", 1)
    page.wait_for_function("() => document.activeElement.id === 'desk-title'")
    page.locator("[data-live]", has_text=f"Next: {on_desk(page)}").wait_for(state="attached")

    keys.press("u")
    page.get_by_text(f"Taken back: {first}.").wait_for()
    assert now(four[first]).attempts == 0 and on_desk(page) == first

    keys.press("s")
    goes_on(page, first)
    second = on_desk(page)
    keys.press("i")
    keys.type("Wants a pilot")
    keys.press("Enter")
    goes_on(page, second)
    said = Event.objects.get(lead=four[second], kind="attempted")
    assert (said.outcome, said.detail.words["note"]) == ("interested", "Wants a pilot")

    third = on_desk(page)
    keys.press("x")
    keys.press("ArrowDown")
    keys.press("Enter")
    goes_on(page, third)
    assert now(four[third]).stage == "disqualified"

    fourth = on_desk(page)
    keys.press("j")
    goes_on(page, fourth)
    keys.press("k")
    page.wait_for_function(
        "(name) => document.getElementById('desk-title').innerText.endsWith(name)", arg=fourth
    )
    keys.press("a")
    page.get_by_text(f"Accepted: {fourth}.").wait_for()
    assert now(four[fourth]).stage == "sal"
    assert page.evaluate("performance.timeOrigin") == loaded, "no page was loaded between two leads"
    keys.press("Enter")
    page.wait_for_url("**/leads/*/")


def test_a_rejection_with_its_reason_stands_on_the_campaign_at_once(
    page_of, cast, four, context_of, live_server
):
    page = page_of(cast.jonas)
    page.goto("/")
    name = on_desk(page)
    page.keyboard.press("r")
    page.get_by_label("Does not meet the agreed criteria").check()
    page.get_by_label("In your words").fill("A student who wanted the slides")
    page.keyboard.press("Enter")
    goes_on(page, name)
    marketing = context_of(base_url=str(live_server))
    enter(marketing, live_server, cast.mona)
    seen = marketing.new_page()
    seen.goto(f"/campaigns/{four[name].campaign_id}/")
    seen.get_by_text("A student who wanted the slides").wait_for()
    seen.get_by_role("link", name=name).click()
    seen.wait_for_url(f"**/leads/{four[name].pk}/")


@pytest.mark.parametrize("width", [1280, 390])
def test_the_queue_fits_can_be_pressed_and_is_accessible(context_of, live_server, cast, four, width):
    context = context_of(width, 844, base_url=str(live_server))
    enter(context, live_server, cast.jonas)
    page = context.new_page()
    page.goto("/")
    page.get_by_role("button", name="Later").click()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if width == 390:
        heights = page.locator(".pad-key").evaluate_all("keys => keys.map(key => key.offsetHeight)")
        assert min(heights) >= 44, "thumbs press these"
    name = on_desk(page)
    page.get_by_role("radio", name="Next budget").check(force=True)
    page.get_by_role("button", name="Save and next").locator("visible=true").click()
    goes_on(page, name)
    assert now(four[name]).exit_reason == "budget_cycle"
