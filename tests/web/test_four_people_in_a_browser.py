"""One story of four people, each at their own browser: from a request by the API to a deal that is won.

Mona does marketing, Jonas calls, Priya sells, Marc manages.
"""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from detente.crm.capture.campaigns import add_campaign
from detente.crm.models import Handoff, Lead, LeadScore
from detente.crm.people.users import change_user
from detente.crm.playbook.actions import current
from detente.crm.playbook.signatories import name_signatory
from tests.api.programs import Program
from tests.web.conftest import enter

Desk = Callable[[Any], Page]


@pytest.fixture
def desk_of(transactional_db: object, context_of: Callable[..., Any], live_server: Any) -> Desk:
    """Everybody keeps their own browser for the whole story."""
    pages: dict[int, Page] = {}

    def sit_down(user: Any) -> Page:
        if user.pk not in pages:
            context = context_of(base_url=str(live_server))
            enter(context, live_server, user)
            pages[user.pk] = context.new_page()
        pages[user.pk].goto("/")
        return pages[user.pk]

    return sit_down


def asks(program: Program, name: str, campaign: Any) -> Lead:
    """Somebody asks for contact on the company's site, which tells Detente."""
    told = {
        "name": name, "email": f"{name.split()[0].lower()}@buyer.example", "company": f"{name.split()[1]} AG",
        "title": "Head of Operations", "code": "request", "campaign": str(campaign.uuid), "words": "Please call me",
    }  # fmt: skip
    return Lead.objects.get(uuid=program.made("leads", told)["id"])


def wins(page: Page, lead: Lead) -> None:
    """An AE opens a deal from the lead, and wins it."""
    page.goto(reverse("lead", args=[lead.pk]))
    page.get_by_role("button", name="Open a deal").click()
    dialog = page.locator("#deal")
    dialog.get_by_label("Amount").fill("24000")
    dialog.get_by_role("button", name="Open", exact=False).last.click()
    page.wait_for_url("**/deals/*/")
    page.keyboard.press("w")
    won = page.locator("#win")
    won.get_by_role("button", name="Won").click()
    expect(page.get_by_text("Won on")).to_be_visible()


def test_from_a_request_to_a_won_deal(desk_of: Desk, cast: SimpleNamespace) -> None:
    change_user(cast.lea, by=None, is_active=False)
    campaign = add_campaign("Autumn webinar", by=cast.mona, source="webinar")
    site = Program.of(cast.mona)

    maya = asks(site, "Maya Lindqvist", campaign)
    score = LeadScore.objects.get(lead=maya)
    given = Handoff.objects.get(lead=maya)
    assert (maya.stage, maya.owner, score.is_ready) == ("mql", cast.jonas, True)
    assert (given.to, given.route, given.score) == (cast.jonas, "round_robin", score.score)
    manager = desk_of(cast.marc)
    expect(manager.locator("main")).to_contain_text("Jonas Weber")

    # Jonas works from the keyboard alone: he talks to Maya and passes her on.
    jonas = desk_of(cast.jonas)
    expect(jonas.locator("#desk-title")).to_contain_text("Maya Lindqvist")
    expect(jonas.locator("main")).to_contain_text("Please call me")
    jonas.keyboard.press("c")
    jonas.keyboard.type("Wants prices for two plants")
    jonas.keyboard.press("Enter")
    expect(jonas.get_by_text("Maya Lindqvist.")).to_be_visible()
    jonas.goto("/")
    jonas.keyboard.press("p")
    jonas.keyboard.type("Decides in March")
    jonas.keyboard.press("Enter")
    expect(jonas.locator("#desk-title")).to_have_count(0)
    passed = Handoff.objects.get(lead=maya, kind="passed")
    assert (passed.to, passed.answer) == (cast.priya, None)

    # What Jonas rejects, Mona reads on her campaign the same minute, in his words.
    tom = asks(site, "Tom Berg", campaign)
    jonas.goto("/")
    jonas.keyboard.press("r")
    jonas.get_by_label("Does not meet the agreed criteria").check()
    jonas.get_by_label("In your words").fill("A student who wanted the slides")
    jonas.keyboard.press("Enter")
    expect(jonas.locator("#desk-title")).to_have_count(0)
    mona = desk_of(cast.mona)
    mona.goto(reverse("campaign", args=[campaign.pk]))
    expect(mona.get_by_text("A student who wanted the slides")).to_be_visible()
    assert Lead.objects.get(pk=tom.pk).exit_reason == "criteria_not_met"

    # Ida wants it later, comes back by herself, and is a new lead that knows the old one.
    ida = asks(site, "Ida Vogt", campaign)
    jonas.goto("/")
    jonas.keyboard.press("l")
    jonas.get_by_role("radio", name="Next budget").check(force=True)
    jonas.get_by_role("button", name="Save and next").locator("visible=true").click()
    expect(jonas.locator("#desk-title")).to_have_count(0)
    assert Lead.objects.get(pk=ida.pk).stage == "recycled"
    again = asks(site, "Ida Vogt", campaign)
    assert (again.earlier_id, again.stage, again.source) == (ida.pk, "mql", "webinar")
    jonas.goto("/")
    expect(jonas.locator("#desk-title")).to_contain_text("Ida Vogt")
    expect(jonas.locator("main")).to_contain_text("Earlier lead")
    jonas.keyboard.press("a")
    expect(jonas.get_by_text("Accepted: Ida Vogt.")).to_be_visible()
    jonas.goto("/")
    jonas.keyboard.press("p")
    jonas.keyboard.type("She has the budget now")
    jonas.keyboard.press("Enter")
    expect(jonas.locator("#desk-title")).to_have_count(0)

    # Priya sends one back with a reason, takes the other, and wins it.
    priya = desk_of(cast.priya)
    expect(priya.locator("main")).to_contain_text("Decides in March")
    expect(priya.locator("#desk-title")).to_contain_text("Maya Lindqvist")
    priya.keyboard.press("r")
    priya.get_by_label("Does not meet the agreed criteria").check()
    priya.get_by_label("In your words").fill("No plant of their own")
    priya.keyboard.press("Enter")
    expect(priya.locator("#desk-title")).to_contain_text("Ida Vogt")
    assert Lead.objects.get(pk=maya.pk).owner == cast.jonas
    priya.keyboard.press("a")
    expect(priya.get_by_text("Accepted: Ida Vogt.")).to_be_visible()
    assert Lead.objects.get(pk=again.pk).stage == "sql"
    wins(priya, again)
    assert Lead.objects.get(pk=again.pk).stage == "won"
    mona.reload()
    expect(mona.get_by_text("A student who wanted the slides")).to_be_visible()
    answers = Handoff.objects.order_by("pk").values_list("answer", flat=True)
    assert list(answers) == ["accepted", "rejected", "rejected", "accepted", "accepted", "accepted"]


def test_a_change_is_tried_on_the_past_and_signed_by_both(desk_of: Desk, cast: SimpleNamespace) -> None:
    for side, user in (("marketing", cast.mona), ("sales", cast.marc)):
        name_signatory(side, user=user, by=cast.ada)
    site, campaign = Program.of(cast.mona), add_campaign("Fair", by=cast.mona, source="fair")
    for name in ("Maya Lindqvist", "Tom Berg"):
        asks(site, name, campaign)
    mona = desk_of(cast.mona)
    mona.goto(reverse("playbook_topic", args=["points"]))
    mona.get_by_role("button", name="Propose a change").click()
    mona.get_by_label("Points for Finished a survey").fill("30")
    mona.get_by_role("button", name="Compare").click()
    expect(mona.locator("main")).to_contain_text("sales-ready")
    mona.get_by_label("Why").fill("A survey says more than we thought")
    mona.get_by_role("button", name="Propose", exact=True).click()
    expect(mona.get_by_text("Whoever signs has been told.")).to_be_visible()
    proposal = mona.url
    mona.get_by_role("button", name="Sign", exact=True).click()
    ada = desk_of(cast.ada)
    ada.goto(proposal)
    expect(ada.get_by_role("button", name="Sign", exact=True)).to_have_attribute("aria-disabled", "true")
    marc = desk_of(cast.marc)
    marc.goto(proposal)
    marc.get_by_role("button", name="Sign", exact=True).click()
    expect(marc.get_by_text("Agreed: version 2 holds now.")).to_be_visible()
    assert current().version == 2
