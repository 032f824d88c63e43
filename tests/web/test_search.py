"""Search: one box over leads, people, accounts, deals and campaigns, as far as the reader may open them."""

from __future__ import annotations

import re

import pytest

from detente.crm.capture.campaigns import add_campaign
from detente.crm.deals.actions import open_deal
from detente.crm.people.actions import change_person, change_user
from detente.crm.people.models import Person
from detente.crm.search.words import words_of
from tests.fixtures.worlds import world

pytestmark = pytest.mark.both


@world
def known(arrives, cast):
    """Maya of Baltic Freight with Jonas and a deal; Łucja of Atlas Pumps with Lea, brought by the vendor."""
    maya = arrives("Maya Lindqvist", company="Baltic Freight", owner=cast.jonas, stage="sql")
    lucja = arrives(
        "Łucja Żak", company="Atlas Pumps", owner=cast.lea, email="l.zak@atlas.example", vendor=cast.leadgen
    )
    change_person(maya.person, by=cast.jonas, phone="+49 30 123456-78")
    open_deal(lead=maya, by=cast.priya, name="Baltic cold store", owner=cast.jonas)
    add_campaign("Baltic trade fair", by=cast.mona)
    return maya, lucja


def found(client, text, **headers):
    """Hits by the heading they stand under."""
    page = client.get("/search/", {"q": text}, headers=headers).content.decode()
    groups = re.findall(
        r'class="search-group"[^>]*>([^<]+)</(?:h2|div)>(.*?)(?:</section>|</div>)', page, re.DOTALL
    )
    return {name: re.findall(r'class="clip"(?: data-label)?>([^<]+)</span>', body) for name, body in groups}


EVERYTHING_OF_BALTIC = {
    "Leads": ["Maya Lindqvist"], "People": ["Maya Lindqvist"], "Accounts": ["Baltic Freight"],
    "Deals": ["Baltic cold store"], "Campaigns": ["Baltic trade fair"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("baltic", EVERYTHING_OF_BALTIC),
        ("lindq", {"Leads": ["Maya Lindqvist"], "People": ["Maya Lindqvist"]}),
        ("lindqvist maya", {"Leads": ["Maya Lindqvist"], "People": ["Maya Lindqvist"]}),
        ("maya baltic", {"Leads": ["Maya Lindqvist"], "People": ["Maya Lindqvist"]}),
        ("maya.lindqvist@example", {"Leads": ["Maya Lindqvist"], "People": ["Maya Lindqvist"]}),
        ("030 / 12345", {"Leads": ["Maya Lindqvist"], "People": ["Maya Lindqvist"]}),
        ("łucja", {"Leads": ["Łucja Żak"], "People": ["Łucja Żak"]}),
        ("ŁUCJA", {"Leads": ["Łucja Żak"], "People": ["Łucja Żak"]}),
        ("l.zak@", {"Leads": ["Łucja Żak"], "People": ["Łucja Żak"]}),
        ("pumps", {"Leads": ["Łucja Żak"], "People": ["Łucja Żak"], "Accounts": ["Atlas Pumps"]}),
        ("lucja ZAK", {"Leads": ["Łucja Żak"], "People": ["Łucja Żak"]}),
        ("%", {}),
        ("_", {}),
        ("\x00", {}),
        ("' OR 1=1 --", {}),
        ("nobody at all", {}),
    ],
)
def test_a_part_of_a_name_an_address_or_a_number_finds_it(as_, cast, known, text, hits):
    assert found(as_(cast.marc), text) == hits


def test_the_dialog_gets_the_hits_alone(as_, cast, known):
    client = as_(cast.marc)
    assert found(client, "baltic", hx_request="true") == EVERYTHING_OF_BALTIC
    page = client.get("/search/?q=baltic", headers={"hx-request": "true"})
    assert b"<html" not in page.content and "HX-Request" in page.headers["Vary"]
    assert client.get("/search/?q=", headers={"hx-request": "true"}).content.strip() == b""


def test_the_kind_with_the_closest_name_comes_first(as_, cast, known):
    client = as_(cast.marc)
    assert next(iter(found(client, "baltic fr"))) == "Accounts"
    assert next(iter(found(client, "maya"))) == "Leads"


def test_hits_open_their_own_pages(as_, cast, known):
    page = as_(cast.marc).get("/search/?q=baltic").content.decode()
    maya, _lucja = known
    for address in (f"/leads/{maya.pk}/", f"/accounts/{maya.account_id}/"):
        assert f'href="{address}"' in page


def test_only_what_the_reader_may_open_is_found(as_, cast, known):
    change_user(cast.lea, by=cast.ada, scope="own")
    cast.lea.refresh_from_db()
    assert {kind: names for kind, names in found(as_(cast.lea), "baltic").items() if names} == {
        "Campaigns": ["Baltic trade fair"]
    }
    assert "1 more that you may not open" in as_(cast.lea).get("/search/?q=lindq").content.decode()
    assert found(as_(cast.lea), "żak") == {"Leads": ["Łucja Żak"], "People": ["Łucja Żak"]}


def test_a_vendors_user_finds_only_what_their_leads_touch(as_, cast, known):
    client = as_(cast.vic)
    assert found(client, "baltic") == {}
    assert found(client, "maya") == {}
    assert found(client, "atlas") == {
        "Leads": ["Łucja Żak"],
        "People": ["Łucja Żak"],
        "Accounts": ["Atlas Pumps"],
    }


def test_who_begins_with_the_words_comes_first(as_, cast, arrives):
    for name in ("Anne Holm", "Johanna Berg", "Hanna Wik", "Susanna Hannover"):
        arrives(name, email=None)
    assert found(as_(cast.marc), "hanna")["People"] == ["Hanna Wik", "Johanna Berg"]
    assert found(as_(cast.marc), "hann")["People"] == ["Hanna Wik", "Susanna Hannover", "Johanna Berg"]


def test_many_hits_lead_to_the_whole_list(as_, cast, arrives):
    for number in range(25):
        arrives(f"Tester Number{number}", email=None)
    page = as_(cast.marc).get("/search/?q=tester").content.decode()
    assert len(found(as_(cast.marc), "tester")["People"]) == 20
    assert 'href="/people/?q=tester"' in page and 'href="/leads/?q=tester"' in page
    assert len(found(as_(cast.marc), "tester", hx_request="true")["People"]) == 5


def test_set_aside_records_are_not_found(as_, cast, known):
    maya, _lucja = known
    Person.objects.filter(pk=maya.person_id).update(is_archived=True)
    assert "People" not in found(as_(cast.marc), "lindqvist")


def test_words_are_kept_short_and_tidy():
    assert words_of("  ") is None and words_of("\x00 ") is None
    assert words_of("a b c d e f g h").each == ("a", "b", "c", "d", "e", "f")
    assert len(words_of("x" * 5000).text) == 200
    assert words_of("0049 (30) 12-34").digits == "49301234" and words_of("4711a").digits == ""
    assert words_of("123").digits == ""


def test_nothing_asked_explains_itself(as_, cast):
    assert "press / to search" in as_(cast.marc).get("/search/").content.decode()


def active(page):
    """The words of the option that Enter would take."""
    return page.locator("#search-results [aria-selected=true]").inner_text()


def test_records_are_found_by_keyboard_from_any_page(page_of, cast, known):
    page = page_of(cast.marc)
    page.goto("/playbook/")
    page.keyboard.press("/")
    page.keyboard.type("lindq")
    page.wait_for_selector("#search-results a[href^='/people/']")
    field = page.locator("#search").get_by_role("combobox")
    assert field.get_attribute("aria-activedescendant") == page.locator("[aria-selected=true]").get_attribute(
        "id"
    )
    page.keyboard.press("ArrowDown")
    assert "Maya Lindqvist" in active(page)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/people/{known[0].person_id}/")


def test_commands_are_found_by_some_of_their_letters_and_done(page_of, cast, known):
    page = page_of(cast.marc)
    page.goto(f"/leads/{known[0].pk}/")
    page.keyboard.press("Control+k")
    page.get_by_role("option", name="New campaign").or_(
        page.get_by_role("option", name="Pipeline")
    ).first.wait_for()
    assert page.get_by_role("group", name="On this page").get_by_text("Log an attempt").is_visible()
    page.keyboard.type("log att")
    page.wait_for_function(
        "() => document.querySelector('[aria-selected=true]')?.innerText.includes('Log an attempt')"
    )
    page.keyboard.press("Enter")
    assert page.locator("#search").get_attribute("open") is None
    page.keyboard.press("Control+k")
    page.locator("#search input").fill("ppline")
    page.wait_for_function(
        "() => document.querySelector('[aria-selected=true]')?.innerText.includes('Pipeline')"
    )
    page.keyboard.press("Enter")
    page.wait_for_url("**/pipeline/")


def test_what_was_opened_last_comes_first_and_an_erased_name_is_gone(page_of, cast, known):
    _maya, lucja = known
    page = page_of(cast.marc)
    for lead in known:
        page.goto(f"/people/{lead.person_id}/")
    page.goto("/deals/")
    page.keyboard.press("Control+k")
    recent = page.get_by_role("group", name="Recent")
    recent.get_by_role("option").first.wait_for()
    assert recent.get_by_role("option").all_inner_texts() == ["Łucja Żak", "Maya Lindqvist"]
    Person.objects.filter(pk=lucja.person_id).update(label="Erased person", name="")
    page.reload()
    page.keyboard.press("Control+k")
    page.get_by_role("group", name="Recent").get_by_text("Erased person").wait_for()
    assert "ucja" not in page.evaluate("JSON.stringify(localStorage)")
