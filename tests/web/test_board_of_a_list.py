"""The board shows what a list was asked, and goes back to the list with the same question."""

from __future__ import annotations

import json
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from detente.crm.deals.actions import open_deal
from detente.crm.people.days import today
from detente.web.pipeline.question import Question

pytestmark = pytest.mark.both


@pytest.fixture
def two_deals(arrives, cast):
    late = today() - timedelta(days=3)
    leads = [
        arrives(name, company=name, owner=cast.jonas, source=source, stage="sql")
        for name, source in (("Baltic Freight", "fair"), ("Quiet Partner", "search"))
    ]
    return [
        open_deal(by=cast.priya, lead=leads[0], name="Freight", expected_on=late, amount_minor=900_00),
        open_deal(by=cast.priya, lead=leads[1], name="Partner", expected_on=today(), amount_minor=100_00),
    ]


def board(client, cast, **asked):
    client.force_login(cast.priya)
    return client.get(f"/pipeline/?{urlencode(asked)}").content.decode()


def test_a_question_with_and_or_narrows_the_board_and_is_said_in_words(client, cast, two_deals):
    where = json.dumps({"all": [{"field": "amount", "is": "more_than", "value": "500"}]})
    page = board(client, cast, deals=urlencode({"where": where}))
    assert "Freight" in page and ">Partner<" not in page
    assert "Amount" in page and "Remove" in page
    back = Question(user=cast.priya, deals=urlencode({"where": where})).href("/deals/", stage="discovery")
    assert parse_qs(urlsplit(back).query) == {"where": [where], "stage": ["discovery"]}


def test_quick_filters_of_a_list_hold_too_and_its_shape_does_not(client, cast, two_deals):
    page = board(client, cast, deals="due=overdue&sort=-amount&columns=name&state=open")
    assert "Freight" in page and ">Partner<" not in page


def test_what_cannot_be_asked_shows_nothing_and_says_why(client, cast, two_deals):
    page = board(
        client, cast, deals=urlencode({"where": '{"all": [{"field": "gone", "is": "is", "value": "x"}]}'})
    )
    assert ">Freight<" not in page and "There is no field gone" in page


def test_the_lists_lead_to_the_board(client, cast, two_deals):
    client.force_login(cast.priya)
    page = client.get("/deals/?state=open&due=overdue").content.decode()
    assert "/pipeline/?deals=state%3Dopen%26due%3Doverdue" in page
