"""Nobody finds what they may not open; how much that is, is told to those within."""

from __future__ import annotations

import pytest

from detente.crm.capture.actions import Origin, Who, capture
from detente.crm.models import Account, Deal, Lead, Person
from detente.crm.people.permissions import openable, openable_among
from detente.crm.people.users import change_user
from detente.crm.search import finding
from detente.crm.search.finding import find
from tests.fixtures.worlds import world


@world
def leads(cast):
    """Thirty people of the name of Tester at one company: every third is Ava's, every fifth the vendor's."""
    change_user(cast.ava, by=cast.olga, scope="own")
    cast.ava.refresh_from_db()
    for number in range(30):
        capture(
            Who(name=f"Tester {number:02}", email=f"t{number}@tests.example", company="Tests Ltd"), by=cast.olga,
            owner=cast.ava if number % 3 == 0 else cast.sven,
            origin=Origin(source="web", vendor=cast.callers if number % 5 == 0 else None),
        )  # fmt: skip
    return cast


def by_kind(text, user, most=50):
    return {one.kind: one for one in find(text, user, most=most)}


def test_all_is_found_by_who_may_open_all(leads):
    people = by_kind("tester", leads.olga)["person"]
    assert (len(people.rows), people.hidden) == (30, 0)


def test_only_ones_own_and_how_many_more_there_are(leads):
    people = by_kind("tester", leads.ava)["person"]
    assert (len(people.rows), people.hidden, people.is_cut) == (10, 20, False)
    assert by_kind("tester 01", leads.ava)["person"].hidden == 1


def test_a_vendors_user_is_told_nothing_of_the_rest(leads):
    found = by_kind("tester", leads.vera)
    assert (len(found["person"].rows), found["person"].hidden) == (6, 0)
    assert len(found["lead"].rows) == 6 and "person" not in by_kind("tester 01", leads.vera)


def test_of_a_word_that_everybody_has_ones_own_are_found_all_the_same(leads, monkeypatch):
    monkeypatch.setattr(finding, "LOOKED_AT", 4)
    people = by_kind("tester", leads.ava)["person"]
    assert len(people.rows) == 10 and people.is_cut


@pytest.mark.parametrize("model", [Person, Account, Lead, Deal])
@pytest.mark.parametrize("scope", ["own", "team", "all"])
@pytest.mark.parametrize("who", ["ava", "sven", "olga", "vera"])
def test_asking_for_a_few_keys_says_what_openable_says(leads, model, scope, who):
    user = getattr(leads, who)
    user.scope = scope
    keys = list(model.objects.values_list("pk", flat=True))
    expected = set(openable(model.objects.all(), user).values_list("pk", flat=True))
    assert openable_among(model, keys, user) == expected
