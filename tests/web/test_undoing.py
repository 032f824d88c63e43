"""What was saved by mistake is taken back by one key, unless somebody has been there since."""

from __future__ import annotations

import re
from datetime import date

import pytest

from detente.crm.capture.campaigns import add_campaign, change_campaign
from detente.crm.people.actions import add_account, add_person, change_account, change_person
from detente.crm.people.custom import change_custom
from detente.crm.people.custom_fields import add_field
from detente.web.undoing import undo_of

pytestmark = pytest.mark.both


def toasts(client):
    page = client.get("/notices/").content.decode()
    return re.findall(r"<template data-said[^>]*>([^<]*)</template>", page)


def test_fields_of_a_person_are_as_before(as_, cast):
    first, second = (add_account(name=name, by=cast.mona) for name in ("Atlas", "Baltic"))
    person = add_person(
        name="Maya", email="maya@atlas.example", phone="+49 30 123456", account=first, by=cast.mona
    )
    kept = {
        name: getattr(person, name)
        for name in ("name", "email", "email_key", "phone_key", "account_id", "label")
    }
    change_person(person, by=cast.mona, name="Mia", email="mia@baltic.example", phone="", account=second)
    assert as_(cast.jonas).post(undo_of(person)).status_code == 303
    person.refresh_from_db()
    assert {name: getattr(person, name) for name in kept} == kept


def test_fields_of_a_campaign_and_of_an_account(as_, cast):
    campaign = add_campaign("Fair", by=cast.mona, vendor_id=cast.leadgen.pk, starts_on=date(2026, 3, 1))
    change_campaign(campaign, by=cast.mona, name="Big fair", starts_on=date(2026, 4, 1), vendor=None)
    as_(cast.mona).post(undo_of(campaign))
    campaign.refresh_from_db()
    assert (campaign.name, campaign.starts_on, campaign.vendor_id) == (
        "Fair",
        date(2026, 3, 1),
        cast.leadgen.pk,
    )
    account = add_account(name="Atlas", by=cast.mona)
    change_account(account, by=cast.mona, owner=cast.priya, employees=12, is_named=True)
    as_(cast.mona).post(undo_of(account))
    account.refresh_from_db()
    assert (account.owner_id, account.employees, account.is_named) == (None, None, False)


def test_added_fields_too(as_, cast):
    code = add_field("person", name="Shoe size", kind="text", by=cast.ada).code
    person = add_person(name="Maya", by=cast.mona)
    person = change_custom(person, {code: "41"}, by=cast.mona)
    person = change_custom(person, {code: "42"}, by=cast.mona)
    as_(cast.mona).post(undo_of(person))
    person.refresh_from_db()
    assert person.custom == {code: "41"}


def test_what_somebody_changed_since_stays(as_, cast):
    person = add_person(name="Maya", by=cast.mona)
    change_person(person, by=cast.mona, title="Buyer")
    undo = undo_of(person)
    change_person(person, by=cast.priya, title="Head of buying")
    client = as_(cast.mona)
    client.post(undo)
    person.refresh_from_db()
    assert person.title == "Head of buying"
    assert toasts(client) == ["It was changed again meanwhile, so nothing was taken back."]


@pytest.mark.parametrize("who", ["eve", "vic"])
def test_who_may_not_change_it_takes_nothing_back(as_, cast, who):
    person = add_person(name="Maya", by=cast.mona)
    change_person(person, by=cast.mona, title="Buyer")
    answer = as_(getattr(cast, who)).post(undo_of(person))
    assert answer.status_code in (303, 403)
    person.refresh_from_db()
    assert person.title == "Buyer"


def test_the_saved_message_has_the_key(page_of, cast):
    person = add_person(name="Maya", title="Buyer", by=cast.mona)
    page = page_of(cast.mona)
    page.goto(f"/people/{person.pk}/facts/")
    page.get_by_label("Job title").or_(page.get_by_label("Title")).first.fill("Head of buying")
    page.get_by_role("button", name="Save").click()
    toast = page.locator(".toast")
    toast.get_by_role("button", name="Undo").wait_for()
    toast.hover()
    page.keyboard.press("u")
    page.locator(".toast", has_text="Taken back.").wait_for()
    person.refresh_from_db()
    assert person.title == "Buyer"
