"""Questions with and / or: they find what they say, only through the registry, and say which field is wrong."""

from __future__ import annotations

import operator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.crm.capture.actions import Who, capture
from detente.crm.capture.origin import Origin
from detente.crm.lists.conditions import parse, read, without, written
from detente.crm.lists.registry import SUBJECTS, registry
from detente.crm.models import Account, Lead
from detente.crm.objections import Refused
from detente.crm.people.custom import change_custom
from detente.crm.people.custom_fields import add_field
from tests.crm.cast import ago
from tests.fixtures.worlds import world


@world
def leads(cast):
    """Four people: Maya of search with Sven, Tom of a webinar, Nora of nothing, and one called 100%_sure."""

    def arrive(name, **more):
        owner, at = more.pop("owner", None), more.pop("at", ago(days=1))
        who = Who(
            name=name, email=f"{name[:4].lower().strip('%_')}@works.example", company=more.pop("company", "")
        )
        return capture(who, by=None, origin=Origin(**more), owner=owner, at=at).lead

    return {
        "maya": arrive("Maya Lindqvist", source="search", owner=cast.sven, at=ago(days=40)),
        "tom": arrive("Tom Ericsson", source="webinar", company="Baltic Freight"),
        "nora": arrive("Nora Rossi"),
        "sure": arrive("100%_sure", source="search_ads"),
    }  # fmt: skip


def found(leads, document, user=None):
    known = registry("leads", user)
    keys = set(known.rows().filter(parse(document, known)).values_list("pk", flat=True))
    return {name for name, lead in leads.items() if lead.pk in keys}


def leaf(field, how, value=None):
    return {"field": field, "is": how, "value": value}


@pytest.mark.parametrize(
    ("document", "names"),
    [
        (leaf("source", "is", "search"), {"maya"}),
        (leaf("source", "is_not", "search"), {"tom", "nora", "sure"}),
        (leaf("source", "any_of", ["search", "webinar"]), {"maya", "tom"}),
        (leaf("source", "none_of", ["search", "webinar"]), {"nora", "sure"}),
        (leaf("source", "is_empty"), {"nora"}),
        (leaf("name", "contains", "RI"), {"tom"}),
        (leaf("name", "contains", "%_"), {"sure"}),
        (leaf("name", "contains", "_"), {"sure"}),
        (leaf("name", "starts_with", "no"), {"nora"}),
        (leaf("account", "is_empty"), {"maya", "nora", "sure"}),
        (leaf("account", "not_contains", "baltic"), {"maya", "nora", "sure"}),
        (leaf("attempts", "less_than", "1"), {"maya", "tom", "nora", "sure"}),
        (leaf("arrived", "in_last_days", 7), {"tom", "nora", "sure"}),
        (leaf("arrived", "before", f"{ago(days=20):%Y-%m-%d}"), {"maya"}),
        (leaf("targeted", "is", False), {"maya", "tom", "nora", "sure"}),
        ({"any": [leaf("source", "is", "search"), leaf("name", "starts_with", "nora")]}, {"maya", "nora"}),
        ({"all": [leaf("source", "is_not_empty"), {"any": [leaf("name", "contains", "tom"),
                                                          leaf("name", "contains", "maya")]}]}, {"maya", "tom"}),
        ({"all": []}, {"maya", "tom", "nora", "sure"}),
    ],
)  # fmt: skip
def test_a_question_finds_what_it_says(leads, document, names):
    assert found(leads, document) == names


def test_me_is_whoever_asks(leads, cast):
    mine = leaf("owner", "is", "me")
    assert found(leads, mine, cast.sven) == {"maya"} and found(leads, mine, cast.ava) == set()


@pytest.mark.parametrize(
    ("document", "field"),
    [
        (leaf("password", "is", "x"), "password"),
        (leaf("owner__password", "contains", "x"), "owner__password"),
        (leaf("name", "regex", ".*"), "name"),
        (leaf("attempts", "more_than", "many"), "attempts"),
        (leaf("attempts", "more_than", "NaN"), "attempts"),
        (leaf("arrived", "before", "yesterday"), "arrived"),
        (leaf("arrived", "between", ["2026-01-01"]), "arrived"),
        (leaf("stage", "is", "no such stage"), "stage"),
        (leaf("name", "any_of", []), "name"),
        (leaf("name", "is", {"x": 1}), "name"),
        ({"all": [{"all": [{"all": [{"all": []}]}]}]}, "where"),
        ({"all": [leaf("name", "is", "x")] * 51}, "where"),
        ({"all": ["name"]}, "where"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_its_field(leads, document, field):
    with pytest.raises(Refused) as refused:
        found(leads, document)
    assert refused.value.objections[0].field == field


def test_added_fields_are_asked_like_any_other(leads, cast):
    add_field("lead", name="Score", kind="number", by=cast.olga)
    add_field("lead", name="Budget", kind="money", by=cast.olga)
    change_custom(leads["tom"], {"score": "12.5", "budget": "1200 EUR"}, by=cast.olga)
    change_custom(leads["nora"], {"score": "3", "budget": "5000 JPY"}, by=cast.olga)
    assert found(leads, leaf("custom.score", "more_than", "3")) == {"tom"}
    assert found(leads, leaf("custom.score", "is_empty")) == {"maya", "sure"}
    # 5,000 yen are 5,000 minor units: no comparison takes them for 50.
    assert found(leads, leaf("custom.budget", "at_least", "1200")) == {"tom", "nora"}
    assert found(leads, leaf("custom.budget", "more_than", "4999")) == {"nora"}


COMPARED = {"more_than": operator.gt, "less_than": operator.lt, "at_least": operator.ge, "at_most": operator.le,
            "is": operator.eq, "is_not": operator.ne}  # fmt: skip


@given(st.sampled_from(sorted(COMPARED)), st.integers(-5, 90))
def test_numbers_compare_as_in_plain_python(numbers_of_employees, how, wanted):
    known = registry("accounts")
    asked = parse({"field": "employees", "is": how, "value": str(wanted)}, known)
    expected = {
        pk for pk, n in numbers_of_employees.items()
        if (n is not None and COMPARED[how](n, wanted)) or (n is None and how == "is_not")
    }  # fmt: skip
    assert set(known.rows().filter(asked).values_list("pk", flat=True)) == expected


@pytest.fixture(scope="module")
def numbers_of_employees(django_db_setup, django_db_blocker):
    """Accounts with and without a number, for a whole run of examples."""
    with django_db_blocker.unblock():
        made = [
            Account.objects.create(name=str(n), name_key=f"n{place}", employees=n, created_at=ago(days=1))
            for place, n in enumerate((None, 0, 5, 5, 80, None))
        ]
        yield {one.pk: one.employees for one in made}
        Account.objects.filter(pk__in=[one.pk for one in made]).delete()


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("subject", SUBJECTS)
@given(data=st.data())
def test_any_document_is_asked_or_refused_and_never_breaks(subject, data):
    known = registry(subject)
    value = st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=8),
        st.lists(st.text(max_size=3), max_size=3),
    )
    leaves = st.fixed_dictionaries({
        "field": st.sampled_from([*known.fields, "nonsense"]), "is": st.sampled_from(["is", "is_not", "contains",
        "between", "any_of", "more_than", "in_last_days", "before", "is_empty"]), "value": value,
    })  # fmt: skip
    document = data.draw(
        st.recursive(
            leaves, lambda inner: st.fixed_dictionaries({"any": st.lists(inner, max_size=2)}), max_leaves=4
        )
    )
    try:
        list(known.rows().filter(parse(document, known)).values_list("pk")[:1])
    except Refused as refused:
        assert refused.objections


def test_an_address_carries_the_document_there_and_back():
    document = {"any": [leaf("name", "contains", "ö & co"), leaf("stage", "is", "mql")]}
    assert read(written(document)) == document
    assert written(without(document, lambda one: True)) == ""
    for damaged in ("[1]", "{", '"x"', "x" * 30_000):
        with pytest.raises(Refused):
            read(damaged)


def test_every_field_can_be_read_and_sorted_where_it_says_so(cast):
    from detente.crm.lists import keyset

    for subject in SUBJECTS:
        known = registry(subject)
        for field in known.columns:
            if field.column:
                keyset.read(
                    known.rows(), {"id": "pk", "value": field.column}, known.order(field.key), limit=2
                )
    assert Lead.objects.count() == 0
