"""Every change of a field: from what to what, when, by whom and how."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from detente.crm.capture.actions import correct_origin, move_to_account
from detente.crm.capture.campaigns import add_campaign, change_campaign
from detente.crm.capture.merging import merge_people, undo_merge
from detente.crm.capture.origin import Origin
from detente.crm.deals import actions as deals
from detente.crm.followup import actions as followup
from detente.crm.history.changes import ERASED
from detente.crm.history.models import EventDetail
from detente.crm.history.ways import by_way_of
from detente.crm.models import Account, Deal, Lead, Person
from detente.crm.people.actions import add_account, add_person, change_account, change_person
from detente.crm.people.custom import change_custom
from detente.crm.people.custom_fields import add_field
from detente.web.changes.reading import changes_of

pytestmark = pytest.mark.both


@pytest.fixture
def maya(arrives, cast):
    return arrives("Maya Lindqvist", company="Baltic Freight", owner=cast.jonas, stage="mql", source="fair")


def now(row):
    return type(row).objects.get(pk=row.pk)


def told(code, record):
    """(field, old, new, who, how), the oldest first."""
    found = [change for change, _of in changes_of(code, now(record))]
    return [(c.field, c.old, c.new, c.actor_id, c.how) for c in reversed(found)]


def test_each_field_of_a_person_from_value_to_value(cast, maya):
    person = maya.person
    change_person(person, by=cast.jonas, title="Buyer")
    with by_way_of("api"):
        change_person(now(person), by=cast.mona, title="Head of Purchasing", phone="+49 30 901820")
    with by_way_of("bulk_edit"):
        change_person(now(person), by=cast.ada, title=None)
    assert told("person", person) == [
        ("title", None, "Buyer", cast.jonas.pk, ""),
        ("phone", None, "+49 30 901820", cast.mona.pk, "api"),
        ("title", "Buyer", "Head of Purchasing", cast.mona.pk, "api"),
        ("title", "Head of Purchasing", None, cast.ada.pk, "bulk_edit"),
    ]


def test_a_leads_stage_owner_origin_account_and_added_fields(cast, maya):
    add_field("lead", name="Size", kind="number", by=cast.ada)
    followup.move(maya, to="sal", by=cast.jonas)
    followup.assign(now(maya), to=cast.lea, by=cast.marc)
    correct_origin(now(maya), Origin(source="referral"), by=cast.mona)
    change_custom(now(maya), {"size": "12"}, by=cast.lea)
    before, other = maya.account_id, add_account("Nordlicht", by=cast.mona)
    move_to_account(now(maya), other, by=cast.lea)
    followup.end(now(maya), exit_="recycled", reason="timing", by=cast.lea)
    found = told("lead", maya)
    assert found[:5] == [
        ("stage", "mql", "sal", cast.jonas.pk, ""),
        ("owner_id", cast.jonas.pk, cast.lea.pk, cast.marc.pk, ""),
        ("source", "fair", "referral", cast.mona.pk, ""),
        ("custom.size", None, 12, cast.lea.pk, ""),
        ("account_id", before, other.pk, cast.lea.pk, ""),
    ]
    assert {change[0] for change in found[5:]} == {"stage", "exit_reason", "recycle_on"}


def test_a_deals_amount_name_stage_and_what_its_win_does_to_the_account(cast, maya):
    deal = deals.open_deal(by=cast.priya, lead=maya, amount_minor=5_000_00, currency="EUR", name="Pumps")
    deals.change_deal(deal, by=cast.priya, amount_minor=7_000_00, name="Pumps and valves")
    deals.win(now(deal), by=cast.priya, reason="price")
    found = told("deal", deal)
    assert ("amount", (5_000_00, "EUR"), (7_000_00, "EUR"), cast.priya.pk, "") in found
    assert ("name", "Pumps", "Pumps and valves", cast.priya.pk, "") in found
    assert ("status", "open", "won", cast.priya.pk, "") in found
    assert told("account", Account.objects.get()) == [("type", "prospect", "customer", cast.priya.pk, "")]


def test_a_campaigns_fields(cast):
    campaign = add_campaign("Spring", by=cast.mona, source="fair")
    change_campaign(campaign, by=cast.mona, source="webinar", name="Spring webinar")
    assert told("campaign", campaign) == [
        ("name", "Spring", "Spring webinar", cast.mona.pk, ""), ("source", "fair", "webinar", cast.mona.pk, ""),
    ]  # fmt: skip


def test_a_merge_and_its_undoing_are_changes_too(cast, maya):
    other = add_person(by=cast.mona, name="M. Lindqvist", phone="+49 30 901820", account=maya.account)
    change_person(other, by=cast.mona, title="CTO")
    merge = merge_people(maya.person, now(other), by=cast.ada, chosen={"name": "other"})
    of_other = [(change.field, of) for change, of in changes_of("person", now(maya.person)) if of]
    assert of_other == [("title", "M. Lindqvist")]
    undo_merge(merge, by=cast.ada)
    assert told("person", maya.person) == [
        ("name", "Maya Lindqvist", "M. Lindqvist", cast.ada.pk, "merge"),
        ("phone", None, "+49 30 901820", cast.ada.pk, "merge"),
        ("title", None, "CTO", cast.ada.pk, "merge"),
        ("name", "M. Lindqvist", "Maya Lindqvist", cast.ada.pk, "merge"),
        ("phone", "+49 30 901820", None, cast.ada.pk, "merge"),
        ("title", "CTO", None, cast.ada.pk, "merge"),
    ]


@pytest.mark.plants_faults
def test_what_was_erased_is_told_as_erased(cast, maya, as_):
    change_person(maya.person, by=cast.jonas, title="Buyer")
    change_person(now(maya.person), by=cast.jonas, title="Head of Purchasing")
    EventDetail.objects.filter(event__person=maya.person_id, event__lead=None).update(words=None, salt=None)
    assert told("person", maya.person) == [
        ("title", ERASED, ERASED, cast.jonas.pk, ""), ("title", ERASED, "Head of Purchasing", cast.jonas.pk, ""),
    ]  # fmt: skip
    page = " ".join(as_(cast.mona).get(f"/people/{maya.person_id}/history/").content.decode().split())
    assert page.count("erased</span>") == 3


def test_the_page_names_people_and_stages_and_keeps_one_field(page_of, cast, maya):
    followup.move(maya, to="sal", by=cast.jonas)
    followup.assign(now(maya), to=cast.lea, by=cast.marc)
    page = page_of(cast.mona)
    page.goto(f"/leads/{maya.pk}/")
    page.get_by_role("link", name="Changes of fields").click()
    expect(page.locator(".change")).to_have_count(2)
    expect(page.locator(".change").first).to_contain_text("Owner")
    expect(page.locator(".change").first).to_contain_text("Lea Brandt")
    expect(page.locator(".change").first).to_contain_text("Marc Olsen")
    page.get_by_role("navigation", name="Fields").get_by_role("link", name="Stage").click()
    expect(page.locator(".change")).to_have_count(1)
    expect(page.locator(".change")).to_contain_text("SAL")


def test_a_vendor_sees_only_what_became_of_its_leads(cast, as_, arrives):
    lead = arrives("Otto Kern", company="Kern Glas", vendor=cast.leadgen)
    assert as_(cast.vic).get(f"/leads/{lead.pk}/history/").status_code == 200
    assert as_(cast.vic).get(f"/people/{lead.person_id}/history/").status_code == 403


def test_accounts_by_name_of_owner(cast, maya, as_):
    change_account(maya.account, by=cast.mona, owner=cast.priya, is_named=True)
    page = " ".join(as_(cast.mona).get(f"/accounts/{maya.account_id}/history/").content.decode().split())
    assert "Priya Shah" in page and "Named account" in page
    assert Deal.objects.count() == 0 and Lead.objects.count() == 1 and Person.objects.count() == 1
