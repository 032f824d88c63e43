"""Lists: a closed registry, pages that neither skip nor repeat, and what is hidden is counted."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from detente.crm.lists.fields import Field
from detente.crm.lists.keyset import parse_place
from detente.crm.lists.registry import Registry, closed
from detente.crm.models import Account
from detente.web.lists.page import Page
from tests.fixtures.worlds import world

pytestmark = pytest.mark.both

START = datetime(2026, 1, 1, tzinfo=UTC)
FIELDS = (
    Field("name", "Name", "name"),
    Field("industry", "Industry", "industry", kind="choice", nullable=True,
          options=lambda: [("food", "Food"), ("glass", "Glass")]),
    Field("employees", "Employees", "employees", kind="number", nullable=True),
    Field("created", "Created", "created_at", kind="instant"),
    Field("country", "Country", "country", is_sortable=False),
)  # fmt: skip
KNOWN = Registry("accounts", closed(FIELDS), "-created", lambda user: Account.objects.all())


def page_of(request, queryset):
    return Page(KNOWN, request, queryset, page_size=7)


@world
def accounts(cast):
    """Forty accounts with ties and unknown values in every column."""
    chance = random.Random(7)
    for number in range(40):
        Account.objects.create(
            name=chance.choice("abcdef"), name_key=str(number), created_at=START + timedelta(days=number // 3),
            industry=chance.choice(["food", "glass", None]), employees=chance.choice([None, 1, 5, 5, 80]),
        )  # fmt: skip
    return Account.objects.all()


def ask(user, path="/accounts/"):
    request = RequestFactory().get(path)
    request.user = user
    return request


def walk(user, queryset, path, direction="older"):
    """All pages from `path` on, following the links that a reader would."""
    pages = []
    while path:
        page = page_of(ask(user, path), queryset)
        pages.append(page)
        path = getattr(page, direction)
    return pages


def plain_order(sort):
    """The same order in plain Python: unknown last, the key between equals."""
    field = {"name": "name", "employees": "employees", "created": "created_at", "industry": "industry"}[
        sort.strip("-")
    ]
    rows = list(Account.objects.all())
    rows.sort(key=lambda row: row.pk, reverse=sort.startswith("-"))
    known = [row for row in rows if getattr(row, field) is not None]
    known.sort(key=lambda row: getattr(row, field), reverse=sort.startswith("-"))
    return [row.pk for row in known] + [row.pk for row in rows if getattr(row, field) is None]


@pytest.mark.parametrize(
    "sort", ["name", "-name", "employees", "-employees", "created", "-created", "industry", "-industry"]
)
def test_pages_neither_skip_nor_repeat_a_row_in_either_direction(accounts, cast, sort):
    expected = plain_order(sort)
    forth = walk(cast.ada, accounts, f"/accounts/?sort={sort}")
    assert [row["id"] for page in forth for row in page.rows] == expected
    assert forth[0].newer is None and forth[-1].older is None
    back = walk(cast.ada, accounts, forth[-1].newer, "newer")
    assert [row["id"] for page in reversed(back) for row in page.rows] == expected[: 7 * (len(forth) - 1)]


@pytest.mark.parametrize(
    "sort", ["country", "password", "owner__password", "name; DROP TABLE crm_account", "", "--name"]
)
def test_only_the_registry_sorts(accounts, cast, sort):
    request = RequestFactory().get("/accounts/", {"sort": sort})
    request.user = cast.ada
    page = page_of(request, accounts)
    assert page.sort == "-created"
    assert page.rows[0]["id"] == plain_order("-created")[0]


def test_a_filter_answers_with_what_it_says_and_only_that(accounts, cast):
    for wanted, expected in (
        ("food", {"food"}),
        ("glass", {"glass"}),
        ("none", {None}),
        ("anything else", set()),
    ):
        rows = [
            row for page in walk(cast.ada, accounts, f"/accounts/?industry={wanted}") for row in page.rows
        ]
        assert {row["industry"] for row in rows} == expected
        assert len(rows) == Account.objects.filter(industry=None if wanted == "none" else wanted).count()


def test_days_are_the_organisations(cast):
    # Berlin's 2 January begins at 23:00 UTC on the 1st.
    for number, hour in enumerate((22, 23)):
        Account.objects.create(name=str(hour), name_key=str(number), created_at=START + timedelta(hours=hour))
    page = page_of(ask(cast.ada, "/accounts/?created_from=2026-01-02"), Account.objects.all())
    assert [row["name"] for row in page.rows] == ["23"]
    page = page_of(ask(cast.ada, "/accounts/?created_to=2026-01-01"), Account.objects.all())
    assert [row["name"] for row in page.rows] == ["22"]


def test_what_is_filtered_is_said_and_can_be_taken_away(accounts, cast):
    page = page_of(ask(cast.ada, "/accounts/?industry=food&created_from=2026-01-02&sort=name"), accounts)
    said = {row["label"]: (row["value"], row["href"]) for row in page.filters}
    assert said["Industry"][0] == "Food"
    assert "industry" not in said["Industry"][1] and "created_from=2026-01-02" in said["Industry"][1]
    assert said["Created"][0] == "2026-01-02"


def test_hidden_rows_are_counted_for_a_colleague(accounts, cast):
    cast.jonas.scope = "own"
    cast.jonas.save()
    first = Account.objects.first()
    first.owner = cast.jonas
    first.save()
    page = page_of(ask(cast.jonas), accounts)
    assert [row["id"] for row in page.rows] == [first.pk]
    assert (page.count, page.hidden) == (1, 39)
    assert page_of(ask(cast.ada), accounts).hidden == 0


def test_a_vendor_does_not_learn_how_much_there_is(accounts, cast):
    page = page_of(ask(cast.vic), accounts)
    assert (page.rows, page.count, page.hidden) == ([], 0, 0)


@given(st.text(max_size=60))
def test_a_damaged_place_starts_at_the_beginning(text):
    for field in FIELDS:
        place = parse_place(text, field)
        assert place is None or isinstance(place.pk, int)
