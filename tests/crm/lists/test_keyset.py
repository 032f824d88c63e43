"""Paging by key: rows that change while somebody reads neither double nor hide the others."""

from __future__ import annotations

import random

import pytest

from detente.crm.lists import keyset
from detente.crm.lists.fields import Field
from detente.crm.lists.keyset import Order, Place, parse_place
from detente.crm.models import Account
from tests.crm.cast import ago

NAME = Field("name", "Name", "name")
EMPLOYEES = Field("employees", "Employees", "employees", kind="number", nullable=True)
COLUMNS = {"id": "pk", "name": "name", "employees": "employees"}


def make(number, chance):
    return Account.objects.create(
        name=chance.choice("abcdef"), name_key=f"k{number}", created_at=ago(days=1),
        employees=chance.choice([None, 1, 5, 5, 80]),
    )  # fmt: skip


def change(chance, touched, keys):
    """One of what happens meanwhile: a row is added, taken away, or gets another value."""
    way = chance.choice(["add", "drop", "change"])
    if way == "add":
        touched.add(make(f"new{chance.random()}", chance).pk)
        return
    row = Account.objects.get(pk=chance.choice([pk for pk in keys if Account.objects.filter(pk=pk).exists()]))
    touched.add(row.pk)
    if way == "drop":
        row.delete()
    else:
        row.name, row.employees = chance.choice("abcdef"), chance.choice([None, 2, 60])
        row.save()


@pytest.mark.parametrize("field", [NAME, EMPLOYEES])
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("backwards", [False, True])
def test_untouched_rows_are_seen_once_whatever_happens_meanwhile(cast, field, descending, backwards):
    chance = random.Random(f"{field.key}{descending}{backwards}")
    keys = [make(number, chance).pk for number in range(60)]
    order, place, seen, touched = Order(field, descending), None, [], set()
    while True:
        rows = keyset.read(Account.objects.all(), COLUMNS, order, limit=7, place=place, backwards=backwards)
        if not rows:
            break
        seen += [row["id"] for row in rows]
        # As an address carries it.
        place = parse_place(Place(rows[-1][field.key], rows[-1]["id"]).text(), field)
        for _ in range(3):
            change(chance, touched, keys)
        if len(seen) > 500:
            break
    untouched = [pk for pk in keys if pk not in touched]
    assert untouched and [pk for pk in seen if pk in set(untouched)] == in_order(
        untouched, field, descending != backwards, backwards
    )


def in_order(keys, field, descending, backwards):
    """The untouched rows in plain Python's order: unknown last, first when read backwards."""
    rows = list(Account.objects.filter(pk__in=keys))
    rows.sort(key=lambda row: row.pk, reverse=descending)
    known = [row for row in rows if getattr(row, field.column) is not None]
    known.sort(key=lambda row: getattr(row, field.column), reverse=descending)
    unknown = [row for row in rows if getattr(row, field.column) is None]
    return [row.pk for row in (unknown + known if backwards else known + unknown)]
