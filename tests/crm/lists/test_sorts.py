"""Every order of a list has each row once, by its value and with unknown ones last, whatever is filtered."""

from __future__ import annotations

import random
from itertools import product
from typing import Any

import pytest

from detente.crm.capture.actions import Who, capture, touch
from detente.crm.capture.origin import Origin
from detente.crm.deals.actions import open_deal
from detente.crm.followup.actions import end, log_attempt
from detente.crm.lists import bounds, keyset, of_leads, of_people
from detente.crm.lists.conditions import asks_beside, parse
from detente.crm.lists.keyset import parse_place
from detente.crm.lists.registry import registry
from detente.crm.models import Lead, Person
from tests.crm.cast import ago

TITLES, COUNTRIES = (None, "CEO", "Head of Sales"), (None, "DE", "FJ")


@pytest.fixture
def lives(cast):
    """Thirty leads that differ in all that can be sorted by, many alike, some with nothing known."""
    chance = random.Random(11)
    for number in range(30):
        lead = arrive(number, chance, cast)
        for _ in range(chance.choice((0, 0, 1, 3))):
            log_attempt(lead, by=cast.sven, channel="call", disposition="no_answer", at=ago(hours=number + 2))
        if chance.random() < 0.3:
            touch(lead, code="form", by=None, at=ago(hours=number + 1))
        fate(lead, chance, cast)


def arrive(number, chance, cast):
    who = Who(
        name=f"Person {chance.choice('abc')}", email=chance.choice((None, f"p{number}@works.example")),
        title=chance.choice(TITLES), country=chance.choice(COUNTRIES), company=chance.choice(("", "Baltic Freight")),
        phone=f"+4930123400{number:02}",
    )  # fmt: skip
    origin = Origin(
        source=chance.choice((None, "search", "webinar")), vendor=chance.choice((None, cast.callers)),
        campaign=chance.choice((None, cast.webinar)),
    )  # fmt: skip
    owner = chance.choice((None, cast.sven, cast.ava))
    return capture(who, by=None, origin=origin, owner=owner, at=ago(days=3 + number % 7)).lead


def fate(lead, chance, cast):
    """Nothing, an end for good, an end until a day, or a deal."""
    lead, luck = Lead.objects.get(pk=lead.pk), chance.random()
    if luck < 0.2:
        end(lead, exit_="recycled", reason="timing", by=cast.ava)
    elif luck < 0.4:
        end(lead, exit_="rejected", reason="duplicate", by=cast.ava)
    elif luck < 0.7:
        open_deal(by=cast.ava, lead=lead, amount_minor=chance.choice((None, 500, 500, 900)), currency="EUR")


SORTS = [(subject, one.key) for subject, area in (("leads", of_leads), ("people", of_people))
         for one in area.FIELDS if one.is_column and one.is_sortable]  # fmt: skip


def pages(rows, order, everything=None):
    """All keys, page by page of four, as an address carries the places."""
    found, place = [], None
    while page := keyset.read(
        rows, {"id": "pk", **order.columns}, order, limit=4, place=place, everything=everything
    ):
        found += [row["id"] for row in page]
        place = parse_place(order.place(page[-1]).text(), order.field)
    return found


def in_plain_python(rows, order):
    """The keys in the same order without a database: known values first, equals by key (in groups the newest first)."""
    field = order.field
    path = field.path if field.groups else field.column
    read = list(rows.values_list("pk", path, "arrived_at" if field.groups else "pk"))
    if field.groups:
        ranks = {value: rank for rank, value in enumerate(field.groups())}
        known = sorted(
            (row for row in read if row[1] is not None), key=lambda row: (row[2], row[0]), reverse=True
        )
        known.sort(key=lambda row: ranks[row[1]], reverse=order.is_descending)
        rest = sorted((row for row in read if row[1] is None), key=lambda row: (row[2], row[0]), reverse=True)
    else:
        read.sort(key=lambda row: row[0], reverse=order.is_descending)
        known = sorted((r for r in read if r[1] is not None), key=lambda r: r[1], reverse=order.is_descending)
        rest = [row for row in read if row[1] is None]
    return [row[0] for row in known + rest]


def test_every_order_has_each_row_once_and_unknown_ones_last(lives):
    for subject, key in SORTS:
        known = registry(subject)
        for sort in (key, f"-{key}"):
            order = known.order(sort)
            assert order.text == sort
            assert pages(known.rows(), order) == in_plain_python(known.rows(), order), (subject, sort)


FILTERS: list[dict[str, Any]] = [
    {"field": "reason", "is": "is_empty"},
    {"field": "title", "is": "is", "value": "CEO"},
    {"any": [{"field": "country", "is": "is_not", "value": "DE"},
             {"field": "attempts", "is": "at_least", "value": 3}]},
]  # fmt: skip


def test_a_filter_has_the_same_rows_in_the_same_order_however_they_are_looked_for(lives, monkeypatch):
    monkeypatch.setattr(bounds, "_CHECKED_EVERY", 1)
    monkeypatch.setattr(keyset, "_STEPS", (3, 5))
    monkeypatch.setattr(keyset, "FEW", 2)
    known = registry("leads")
    everything = known.rows()
    for document in FILTERS:
        rows = everything.filter(parse(document, known))
        assert keyset.few(rows) is None and 2 < rows.count() < everything.count()
        for patience in (60_000, -1_000):
            monkeypatch.setattr(bounds, "MILLISECONDS", patience)
            for sort in [key for subject, key in SORTS if subject == "leads"]:
                order = known.order(f"-{sort}")
                assert pages(rows, order, everything) == in_plain_python(rows, order), (document, sort)


TEXTS = [("is", "CEO"), ("is_not", "CEO"), ("contains", "e"), ("not_contains", "sales"), ("starts_with", "b"),
         ("any_of", ["CEO", "DE", "Baltic Freight"]), ("is_empty", None), ("is_not_empty", None)]  # fmt: skip


def test_texts_of_another_table_are_found_alike_by_key_and_by_row(lives):
    known = registry("leads")
    for field, (how, value) in product(("name", "email", "title", "country", "account"), TEXTS):
        leaf = {"field": field, "is": how, "value": value}
        by_key, by_row = (set(known.rows().filter(parse(leaf, known, by_row=way))) for way in (False, True))
        assert by_key == by_row, leaf
        # In plain Python, from the records themselves.
        assert by_key == {lead for lead in known.rows() if holds(text_of(lead, field), how, value)}, leaf
    assert asks_beside({"field": "name", "is": "contains", "value": "x"}, known)
    assert not asks_beside({"field": "source", "is": "is", "value": "search"}, known)


def text_of(lead, field):
    if field == "account":
        return lead.account.name if lead.account else None
    person = Person.objects.get(pk=lead.person_id)
    return person.label if field == "name" else getattr(person, field)


def holds(text, how, value):
    text = (text or "").casefold()
    match how:
        case "is_empty" | "is_not_empty":
            return (text == "") == (how == "is_empty")
        case "any_of":
            return text in [one.casefold() for one in value]
        case "is" | "is_not":
            return (text == value.casefold()) == (how == "is")
        case "contains" | "not_contains":
            return (value in text) == (how == "contains")
    return text.startswith(value)
