"""Every key stands in one list; the map is drawn from it, and each does on its page what the map says."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from detente import demo
from detente.crm.capture.actions import Who, capture
from detente.crm.deals.actions import open_deal
from detente.crm.handoff.actions import hand_over, open_handoff
from detente.crm.models import Account, Campaign, Person, User
from detente.web.keys import ON_PAGES, PARTS, key_map, of_page, page_name
from tests.web.every_address import MATRIX, addresses


@pytest.fixture
def larkfield(transactional_db):
    """The demo's company; Omar may do everything."""
    demo.build(leads=120)
    return User.objects.get(email="omar@larkfield.example")


def pages(user):
    """An address for each page that has keys of its own, by the page's name."""
    lead = capture(Who(name="Maya Lindqvist", email="maya@baltic.example"), by=None, stage="mql").lead
    if open_handoff(lead) is None:
        hand_over(lead, by=user)
    buyer = capture(
        Who(name="Jon Berg", email="jon@baltic.example", company="Baltic Freight"), by=None, stage="mql"
    )
    deal = open_deal(by=user, lead=buyer.lead)
    return {
        "leads": reverse("leads"), "deals": reverse("deals"), "accounts": reverse("accounts"),
        "people": reverse("people"), "campaigns": reverse("campaigns"), "lead": reverse("lead", args=[lead.pk]),
        "deal": reverse("deal", args=[deal.pk]),
        "person": reverse("person", args=[Person.objects.first().pk]),
        "account": reverse("account", args=[Account.objects.first().pk]),
        "campaign": reverse("campaign", args=[Campaign.objects.first().pk]), "pipeline": reverse("pipeline"),
    }  # fmt: skip


def in_page(html):
    return {key.replace("&amp;", "&") for key in re.findall(r'data-key="([^"]+)"', html)}


def test_pages_and_list_agree_on_every_key(larkfield):
    client = Client()
    client.force_login(larkfield)
    known = pages(larkfield)
    asked = dict(known)
    asked |= {
        name: reverse(name)
        for name, keys in addresses()
        if name in MATRIX
        and MATRIX[name][0]
        and not keys
        and not any(part in name for part in ("export", "csv"))
    }
    for name, address in asked.items():
        answer = client.get(address)
        if answer.status_code != 200 or "html" not in answer["Content-Type"]:
            continue
        unknown = in_page(answer.content.decode()) - of_page(name)
        assert not unknown, f"{name}: say in keys.py what {unknown} do"
    for part in ON_PAGES:
        for key in part.keys:
            for name in set(key.pages) & set(known) if not key.is_built_in else ():
                html = client.get(known[name]).content.decode()
                assert key.keys in in_page(html), f"{name} has no {key.keys} ({key.label})"


def test_the_map_names_every_key_that_the_reader_may_use(as_, cast):
    html = as_(cast.ada).get("/leads/").content.decode()
    shown = html[html.index("keys-map") :]
    for part in PARTS:
        for key in part.keys:
            assert f"<dt>{key.label}</dt>".replace("'", "&#39;") in shown, key
    assert page_name("/leads/12/") == "lead" and page_name("/nowhere/") == ""


def test_the_map_begins_with_the_page_and_leaves_out_what_one_may_not(rf, cast):
    request = rf.get("/leads/1/")
    request.user = cast.eve
    labels = [str(part.label) for part in key_map(request)]
    assert labels[0] == "A lead" and "New" not in labels


def test_each_key_presses_what_it_names(larkfield, page_of):
    page = page_of(larkfield)
    for name, address in pages(larkfield).items():
        page.goto(address)
        here = page.evaluate(
            "[...new Set([...document.querySelectorAll('[data-key]')].map((e) => e.dataset.key))]"
        )
        for keys in here:
            if keys == "u" or (len(keys) == 1 and keys not in of_page(name)):
                continue
            pressed = page.evaluate(
                """async (keys) => {
                    const seen = [];
                    const note = (event) => {
                        const found = event.target.closest("[data-key]");
                        if (!found) return;
                        seen.push(found.dataset.key);
                        event.preventDefault();
                        event.stopImmediatePropagation();
                    };
                    document.addEventListener("click", note, true);
                    document.addEventListener("focusin", note, true);
                    document.activeElement?.blur();
                    for (const key of keys.split(" ")) {
                        const down = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
                        document.body.dispatchEvent(down);
                    }
                    document.removeEventListener("click", note, true);
                    document.removeEventListener("focusin", note, true);
                    return seen;
                }""",
                keys,
            )
            assert keys in pressed, f"{name}: {keys} pressed {pressed}"


def test_rows_are_walked_and_pages_turned(larkfield, page_of):
    page = page_of(larkfield)
    page.goto("/leads/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    first = page.locator(".main .table tbody .primary a").first
    assert first.evaluate("(link) => link === document.activeElement")
    page.keyboard.press("]")
    page.wait_for_url("**/leads/?**")
    page.keyboard.press("[")
    page.locator("[rel=prev]").wait_for(state="detached")
