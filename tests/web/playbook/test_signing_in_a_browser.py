"""A change of points, from the number on a page to the version that holds: both sign it, operations do not."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from django.urls import reverse
from playwright.sync_api import Page, expect

from detente.crm.models import Proposal
from detente.crm.playbook.actions import current
from tests.web.conftest import enter


def test_a_change_is_proposed_compared_signed_and_holds(
    transactional_db: object, cast: SimpleNamespace, live_server: Any, page: Page
) -> None:
    def sit_down(user: Any, address: str = "") -> None:
        enter(page.context, live_server, user)
        page.goto(address or page.url)

    sit_down(cast.ada, reverse("playbook_signatories"))
    for side, name in (("marketing", "Mona Petersen · Marketing"), ("sales", "Marc Olsen · Sales manager")):
        form = page.locator(f"form:has(input[value={side}]):not(:has(input[name=deputy][value='1']))")
        form.get_by_label("Signatory").select_option(label=name)
        form.get_by_role("button", name="Name").click()
        expect(page.get_by_text(f"{name.split(' · ')[0]} signs from now on.")).to_be_visible()

    sit_down(cast.mona, reverse("playbook_topic", args=["points"]))
    page.get_by_role("button", name="Propose a change").click()
    page.get_by_label("Points for Finished a survey").fill("30")
    page.get_by_role("button", name="Compare").click()
    row = page.get_by_role("row", name="Finished a survey earns 30 points")
    expect(row.get_by_role("cell", name="25 points", exact=True)).to_be_visible()
    expect(row.get_by_role("cell", name="30 points", exact=True)).to_be_visible()
    page.get_by_label("Why").fill("A survey says more than we thought")
    page.get_by_role("button", name="Propose", exact=True).click()
    expect(page.get_by_text("Whoever signs has been told.")).to_be_visible()
    proposal = page.url

    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text("It waits for the other side.")).to_be_visible()
    assert current().version == 1

    sit_down(cast.ada, proposal)
    sign = page.get_by_role("button", name="Sign", exact=True)
    expect(sign).to_have_attribute("aria-disabled", "true")
    expect(
        page.get_by_text("Operations and administrators keep the playbook and do not sign it")
    ).to_be_attached()

    sit_down(cast.marc, reverse("notices"))
    page.get_by_role("link", name="waits for your signature").first.click()
    expect(page.get_by_text("waits for Marc Olsen")).to_be_visible()
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text("Agreed: version 2 holds now.")).to_be_visible()
    assert current().version == 2 and Proposal.objects.get().state == "enacted"
    page.goto(reverse("playbook_topic", args=["points"]))
    expect(
        page.get_by_role("row", name="Finished a survey").get_by_role("cell", name="30", exact=True)
    ).to_be_visible()
    page.goto(reverse("playbook"))
    expect(page.get_by_text("Mona Petersen")).to_be_visible()


def test_operations_are_refused_whatever_they_send(cast: SimpleNamespace, as_: Callable[[Any], Any]) -> None:
    from detente.crm.playbook.proposals import change_draft, draft, propose

    proposal = draft(by=cast.mona)
    ready = proposal.draft["sales_ready"] | {"threshold": 60}
    change_draft(proposal, proposal.draft | {"sales_ready": ready}, by=cast.mona)
    proposal = propose(proposal, by=cast.mona)
    answer = as_(cast.ada).post(
        reverse("playbook_signature", args=[proposal.uuid]), {"edition": "1"}, follow=True
    )
    assert "do not sign it" in answer.content.decode()
    assert not proposal.signatures.exists() and current().version == 1
