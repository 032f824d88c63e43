"""Working through likely duplicates, and what a merged record's addresses lead to."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from detente.crm.capture import duplicates
from detente.crm.capture.actions import Who, capture
from detente.crm.capture.merging import merge_accounts, merge_people
from detente.crm.models import Account, DuplicatePair, Lead, Merge, Person
from detente.crm.people.actions import add_person, change_person

pytestmark = pytest.mark.both


@pytest.fixture
def anna(arrives, cast):
    return arrives(
        "Anna Koch", company="Nord GmbH", owner=cast.jonas, stage="mql", email="anna.koch@nord.example"
    )


@pytest.fixture
def short_anna(anna, cast):
    """The same Anna from the fair's list: another address, the same company."""
    return add_person(
        by=cast.mona, name="A. Koch", email="anna.koch@gmail.com", account=anna.account, title="CTO"
    )


@pytest.fixture
def pairs(anna, short_anna, cast):
    """Two pairs to work through: Anna twice, and Otto with a slip."""
    otto = add_person(by=cast.mona, name="Otto Kern", phone="+49 30 901820", account=anna.account)
    add_person(by=cast.mona, name="Kern, Otto", phone="+49 30 901820", account=anna.account, title=otto.title)
    duplicates.find("person")
    return list(DuplicatePair.objects.order_by("-likeness", "pk"))


def text_of(answer):
    return " ".join(answer.content.decode().split())


def merge_by_form(client, survivor, other, **more):
    there = f"/people/{survivor.pk}/merge/{other.pk}/"
    versions = {"version": survivor.version, "other_version": other.version}
    return client.post(there, versions | more)


def now(row):
    return type(row).objects.get(pk=row.pk)


def test_a_search_fills_the_list_and_adds_nothing_twice(as_, cast, anna, short_anna):
    client = as_(cast.mona)
    assert "Nobody has looked yet" in text_of(client.get("/duplicates/"))
    for _again in range(2):
        answer = client.post("/duplicates/search/", {"object": "person"}, follow=True)
        assert "1 pair is likely the same" in text_of(answer)
    assert "Nothing new" in text_of(answer)
    page = text_of(client.get("/duplicates/"))
    assert "A. Koch" in page and "name 90 % alike" in page and "same company" in page
    assert "1 likely duplicate" in text_of(client.get("/people/"))


def test_different_ones_are_never_shown_again_unless_that_is_taken_back(as_, cast, pairs):
    client, pair = as_(cast.mona), pairs[0]
    there = f"/duplicates/{pair.pk}/decision/"
    assert client.post(there).status_code == 303
    client.post("/duplicates/search/", {"object": "person"})
    assert now(pair).state == "different" and now(pair).by == cast.mona
    assert "1 pair is likely the same" in text_of(client.get("/duplicates/"))
    client.post(f"{there}?state=open")
    assert now(pair).state == "open"


def test_a_pair_of_which_one_may_not_be_opened_is_only_counted(as_, cast, pairs):
    cast.jonas.scope = "own"
    cast.jonas.save()
    page = text_of(as_(cast.jonas).get("/duplicates/"))
    assert "2 more you may not open" in page and "Otto" not in page
    assert as_(cast.jonas).post(f"/duplicates/{pairs[0].pk}/decision/").status_code == 403
    first, second = pairs[0].first_id, pairs[0].second_id
    assert as_(cast.jonas).get(f"/people/{first}/merge/{second}/").status_code == 403


def test_a_merged_records_addresses_lead_to_the_survivor(as_, cast, anna, short_anna):
    twin = Account.objects.create(name="Nord", name_key="nord", created_at=anna.arrived_at)
    merge_people(anna.person, short_anna, by=cast.ada)
    merge_accounts(anna.account, twin, by=cast.ada)
    client = as_(cast.mona)
    for there in (
        f"/people/{short_anna.pk}/",
        f"/people/{short_anna.pk}/facts/",
        f"/people/{short_anna.pk}/history/",
    ):
        assert (
            client.get(f"{there}?team=sales")["Location"]
            == there.replace(f"/{short_anna.pk}/", f"/{anna.person_id}/") + "?team=sales"
        )
    assert client.get(f"/accounts/{twin.pk}/")["Location"] == f"/accounts/{anna.account_id}/"
    assert "A. Koch</b> was merged into this" in text_of(client.get(f"/people/{anna.person_id}/"))


def test_who_changed_it_meanwhile_wins_and_the_choices_stay(as_, cast, anna, short_anna):
    survivor = anna.person
    change_person(survivor, by=cast.jonas, title="Buyer")
    answer = merge_by_form(as_(cast.mona), survivor, short_anna, **{"choice-name": "other"})
    assert answer.status_code == 422
    assert "Somebody changed this meanwhile" in text_of(answer)
    assert 'name="choice-name" value="other" checked' in text_of(answer)
    assert not Merge.objects.exists()


def test_a_grey_button_says_why_two_open_deals_stand_against_it(as_, cast, anna, short_anna):
    from detente.crm.deals.actions import open_deal

    second = capture(Who(email="anna.koch@gmail.com"), by=None).lead
    open_deal(by=cast.priya, lead=anna, name="Pumps")
    open_deal(by=cast.priya, lead=second, name="Valves", account=anna.account)
    page = text_of(as_(cast.mona).get(f"/people/{anna.person_id}/merge/{short_anna.pk}/"))
    assert "Both have an open lead with a deal: Pumps and Valves." in page


def test_the_second_record_is_found_by_searching(as_, cast, anna, short_anna):
    page = text_of(as_(cast.mona).get(f"/people/{anna.person_id}/merge/?q=koch"))
    assert f"/people/{anna.person_id}/merge/{short_anna.pk}/" in page
    assert f"/people/{anna.person_id}/merge/{anna.person_id}/" not in page


def test_nothing_is_merged_with_itself_or_with_what_is_gone(as_, cast, anna, short_anna):
    client = as_(cast.mona)
    assert client.get(f"/people/{anna.person_id}/merge/{anna.person_id}/").status_code == 404
    merge_people(anna.person, short_anna, by=cast.ada)
    assert client.get(f"/people/{anna.person_id}/merge/{short_anna.pk}/").status_code == 404


@pytest.mark.parametrize("width", [1280, 390])
def test_the_list_is_worked_through_by_keys_and_a_merge_is_undone(
    live_server, context_of, cast, pairs, anna, short_anna, width
):
    from tests.web.conftest import enter

    context = context_of(width=width, base_url=str(live_server))
    enter(context, live_server, cast.mona)
    page = context.new_page()
    page.goto("/duplicates/")
    expect(page.get_by_role("link", name="Compare")).to_have_count(2)
    page.keyboard.press("m")
    expect(page.get_by_role("heading", name="Are these the same?")).to_be_visible()
    expect(page.get_by_text("Same telephone")).to_be_visible()
    page.keyboard.press("m")
    expect(page.locator(".toast")).to_contain_text("are one now")
    page.locator(".toast").get_by_role("button", name="Close").click()
    # Straight on to the next pair: Anna, whose title only the second one has.
    expect(page.get_by_role("radio", name="Title: CTO")).to_be_checked()
    page.get_by_role("radio", name="Name: A. Koch").check()
    page.get_by_role("button", name="Merge", exact=True).click()
    expect(page.get_by_text("2 pairs were decided")).to_be_visible()
    person = Person.objects.get(merged_into=None, account=anna.account, title="CTO")
    assert person.name == "A. Koch" and Lead.objects.get(pk=anna.pk).person == person
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(page.locator(".toast")).to_contain_text("are two again.")
    expect(page.get_by_role("heading", level=1)).to_have_text("Anna Koch")
    assert (now(short_anna).name, now(short_anna).merged_into) == ("A. Koch", None)


def test_d_says_that_the_pair_in_focus_is_different(page_of, cast, pairs):
    page = page_of(cast.mona)
    page.goto("/duplicates/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("d")
    expect(page.locator(".toast")).to_contain_text("They stay two")
    assert [now(pair).state for pair in pairs] == ["open", "different"]
