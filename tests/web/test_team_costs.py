"""What an hour costs is set on a page of the settings; reports without it lead those there who may set it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape

import pytest

from detente import copy
from detente.crm.followup import actions as followup
from detente.crm.models import TeamCost
from detente.crm.people.days import today
from tests.crm.cast import ago

PAGE, REPORT = "/settings/hour-costs/", "/reports/late_discovery/"
SENT = {"team": "sales", "amount": "62.50", "currency": "EUR", "from_on": "2026-01-01"}


def words(answer):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


@pytest.mark.both
def test_it_is_set_raised_and_taken_away_and_the_page_says_by_whom(as_, cast):
    ada = as_(cast.ada)
    assert "Nothing is known about what an hour costs" in words(ada.get(PAGE))
    assert ada.post(PAGE, SENT)["Location"] == PAGE
    ahead = today() + timedelta(days=20)
    ada.post(PAGE, SENT | {"amount": "70", "from_on": ahead.isoformat()})
    ada.post(PAGE, SENT | {"amount": "60"})
    page = words(ada.get(PAGE))
    assert "€60" in page and "€70" in page and "From then on" in page
    assert "Sales: €60 from" in page and "was €62.50 Ada Byron" in page
    assert "Not set, so that its work is in no cost: Marketing, Inside sales." in page
    ada.post(f"{PAGE}removal/", {"team": "sales", "from_on": ahead.isoformat()})
    ada.post(f"{PAGE}removal/", {"team": "sales", "from_on": "no day"})
    assert list(TeamCost.objects.values_list("hour_minor", "from_on")) == [(6000, date(2026, 1, 1))]
    assert "€70 from" in words(ada.get(PAGE)) and "taken away" in words(ada.get(PAGE))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"amount": "-1"}, "Give what an hour costs, 0 or more."),
        ({"amount": "1.005"}, "EUR has 2 digits behind the point."),
        ({"amount": ""}, "This field is required."),
        ({"from_on": "1901-01-01"}, "Give a day since 1970 and no more than ten years ahead."),
        ({"currency": "USD"}, "No rate of USD is known for 2026-01-01. Keep one among the currencies first"),
        ({"team": "finance"}, "not one of the available choices"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(as_, cast, wrong, said):
    answer = as_(cast.ada).post(PAGE, SENT | wrong)
    assert answer.status_code == 422 and said in words(answer)
    assert not TeamCost.objects.exists()


def test_a_report_without_money_leads_to_the_setting_those_who_may_set_it(as_, cast, arrives):
    lead = arrives("Maya Lindqvist", company="Baltic Freight", owner=cast.priya, stage="sql", at=ago(days=9))
    done = {"channel": "call", "disposition": "connected", "outcome": "interested", "seconds": 3600}
    followup.log_attempt(lead, by=cast.priya, at=ago(days=8), **done)
    followup.end(lead, exit_="disqualified", reason="too_small", by=cast.priya)
    copy.rebuild()
    ada, priya = as_(cast.ada), as_(cast.priya)
    assert f'href="{PAGE}"' in ada.get(REPORT).content.decode()
    assert f'href="{PAGE}"' not in priya.get(REPORT).content.decode()
    ada.post(PAGE, SENT | {"from_on": "2020-01-01"})
    copy.refresh()
    page = ada.get(REPORT)
    assert "62.50 EUR of their teams' cost" in words(page) and f'href="{PAGE}"' not in page.content.decode()
    assert "sales 62.50 EUR from 1 January 2020" in words(priya.get(REPORT))
    assert "62.50" not in words(as_(cast.vic).get(REPORT))
