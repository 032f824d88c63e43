"""Persons, accounts and the organisation: changed under a version, found again, told apart."""

from __future__ import annotations

from typing import Any

import pytest

from detente.crm.capture.actions import Who, capture
from detente.crm.capture.merging import merge_accounts
from detente.crm.deals.actions import open_deal, win
from detente.crm.models import Account, Event, Organisation, Person
from detente.crm.objections import Refused, Stale
from detente.crm.people.actions import (
    add_account,
    add_person,
    change_account,
    change_organisation,
    change_person,
    external,
    find_external,
    find_or_add_account,
    organisation,
    survivor,
)
from tests.crm.cast import NOW, Cast

pytestmark = pytest.mark.django_db


def test_a_person_is_added_and_changed_with_what_stood_there(cast: Cast) -> None:
    person = add_person(by=cast.mia, name=" Ida  Plain ", email="Ida@Plain.example", phone="+49 30 901820")
    assert (person.label, person.email_key, person.phone_key) == (
        "Ida Plain",
        "ida@plain.example",
        "+4930901820",
    )
    person = change_person(person, by=cast.mia, version=1, email="ida@new.example", title="CTO", name="")
    assert (person.version, person.label) == (2, "ida@new.example")
    change_person(person, by=cast.mia, title="CTO")
    changed = Event.objects.get(kind="person_changed")
    assert changed.detail.words["before"]["email"] == "Ida@plain.example"
    with pytest.raises(Stale):
        change_person(person, by=cast.mia, version=1, title="CEO")
    with pytest.raises(ValueError, match="label"):
        change_person(person, by=cast.mia, label="x")


def test_an_address_belongs_to_one_person(cast: Cast) -> None:
    add_person(by=cast.mia, name="Ida", email="ida@plain.example")
    bo = add_person(by=cast.mia, name="Bo", email="bo@plain.example")
    for act in (
        lambda: add_person(by=cast.mia, name="Other", email="IDA@plain.example"),
        lambda: change_person(bo, by=cast.mia, email="ida@plain.example"),
    ):
        with pytest.raises(Refused, match="already belongs to Ida"):
            act()
    two_without = [add_person(by=cast.mia, name=name) for name in ("Cy", "Di")]
    assert all(person.email_key is None for person in two_without)
    Person.objects.filter(name="Ida").update(is_archived=True)
    assert change_person(bo, by=cast.mia, email="ida@plain.example").email_key == "ida@plain.example"


def test_an_account_has_a_name_and_a_domain_of_its_own(cast: Cast) -> None:
    plain = add_account("Plain Ltd", by=cast.mia, domain="PLAIN.example")
    with pytest.raises(Refused, match="Give the account a name"):
        add_account(" ", by=cast.mia)
    with pytest.raises(Refused, match="is already the domain of Plain Ltd"):
        add_account("Other", by=cast.mia, domain="plain.example")
    other = add_account("Other", by=cast.mia)
    with pytest.raises(Refused, match="already the domain"):
        change_account(other, by=cast.mia, domain="Plain.example")
    changed = change_account(
        plain, by=cast.mia, version=1, name="Plain GmbH", owner=cast.ava, domain="plain.example"
    )
    assert (changed.owner, changed.name_key, changed.version) == (cast.ava, "plain gmbh", 2)
    assert find_or_add_account("plain GMBH", by=None) == plain
    with pytest.raises(Stale):
        change_account(plain, by=cast.mia, version=1, name="x")


def test_keys_of_other_systems_are_kept_once(cast: Cast) -> None:
    external("hubspot", "account", "77", 5)
    external("hubspot", "account", "77", 6)
    assert find_external("hubspot", "account", "77") == 5
    assert find_external("salesforce", "account", "77") is None


def test_a_merged_account_lives_on_in_its_survivor(cast: Cast) -> None:
    first, second, third = (add_account(name, by=None) for name in ("A", "B", "C"))
    merge_accounts(second, first, by=cast.olga)
    merge_accounts(third, second, by=cast.olga)
    assert survivor(Account.objects.get(pk=first.pk)) == third


def test_there_is_one_organisation(cast: Cast) -> None:
    assert organisation() == organisation()
    assert Organisation.objects.count() == 1
    changed = change_organisation(by=cast.olga, zone="Europe/Berlin", currency="CHF", name="Works AG")
    assert (changed.zone, changed.currency, organisation().name) == ("Europe/Berlin", "CHF", "Works AG")
    assert (
        Event.objects.get(kind="settings_changed", facts__fields=["currency", "name", "zone"]).actor
        == cast.olga
    )


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"zone": "Mars/Olympus"}, "zone_unknown"), ({"zone": ""}, "zone_unknown"),
        ({"currency": "euro"}, "currency_unknown"), ({"name": " "}, "name_missing"),
        ({"default_scope": "galaxy"}, "scope_unknown"),
    ],
)  # fmt: skip
def test_an_impossible_setting_is_refused(cast: Cast, fields: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        change_organisation(by=cast.olga, **fields)
    assert [objection.code for objection in refusal.value.objections] == [code]
    assert not set("{}") & set(str(refusal.value))


def test_the_currency_stays_once_amounts_were_turned_into_it(cast: Cast) -> None:
    lead = capture(Who(name="Ida"), by=None, at=NOW).lead
    deal = open_deal(by=cast.ava, lead=lead, amount_minor=5_00)
    change_organisation(by=cast.olga, currency="CHF")
    change_organisation(by=cast.olga, currency="EUR")
    win(deal, by=cast.ava)
    with pytest.raises(Refused, match="turned into EUR for good"):
        change_organisation(by=cast.olga, currency="USD")
    change_organisation(by=cast.olga, currency="EUR", name="Works AG")
