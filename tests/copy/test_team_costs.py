"""What an hour costs reaches the reports: in our currency, from its day on, and as the money of late discovery."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import duckdb
import pytest

from detente import copy
from detente.analytics.engines import open_copy
from detente.analytics.query import Query
from detente.analytics.run import answer
from detente.crm.capture import actions as capture
from detente.crm.capture.actions import Who
from detente.crm.followup import actions as followup
from detente.crm.models import FxRate
from detente.crm.people.actions import change_organisation
from detente.crm.people.team_costs import remove_team_cost, set_team_cost

pytestmark = pytest.mark.both
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
COLUMNS = "team, month_on, kind, amount_minor, currency"


def kept():
    with duckdb.connect(str(copy.refresh()), read_only=True) as connection:
        return connection.execute(f"SELECT {COLUMNS} FROM team_costs ORDER BY 1, 2").fetchall()


def day(number):
    return MONDAY + timedelta(days=number)


def cost(team, from_on, minor, currency="EUR"):
    set_team_cost(team, by=None, from_on=from_on, hour_minor=minor, currency=currency)


def test_each_refresh_knows_the_costs_in_our_currency_at_the_rate_of_their_day(company):
    change_organisation(by=None, currency="EUR")
    for month, rate in ((1, "0.9"), (3, "0.8")):
        FxRate.objects.create(day=date(2026, month, 1), currency="JPY", rate=Decimal(rate) / 100)
    copy.rebuild()
    cost("inside_sales", date(2026, 2, 14), 5000, "JPY")
    cost("sales", date(2026, 1, 1), 6000)
    # 5,000 yen, which have no digits behind the point, at 0.009 EUR are 45.00 EUR.
    first = [
        ("inside sales", date(2026, 2, 14), "hour", 4500, "EUR"),
        ("sales", date(2026, 1, 1), "hour", 6000, "EUR"),
    ]
    assert kept() == first
    cost("sales", date(2026, 3, 5), 7200)
    assert kept() == [*first, ("sales", date(2026, 3, 5), "hour", 7200, "EUR")]
    remove_team_cost("sales", by=None, from_on=date(2026, 3, 5))
    FxRate.objects.all().delete()
    assert kept() == [("inside sales", date(2026, 2, 14), "hour", 5000, "JPY"), first[1]]


@pytest.fixture
def lena(company):
    """Berg is too small, which could be known as Lena arrived: Eva calls before the cost rises and again after it."""
    change_organisation(by=None, currency="EUR", zone="Europe/Berlin")
    who = Who(name="Lena Berg", email="lena@berg.example", company="Berg")
    lead = capture.capture(who, by=None, at=day(0), owner=company.eva, stage="sql").lead
    for at, seconds in ((day(1), 1800), (datetime(2026, 3, 4, 23, 30, tzinfo=UTC), 900)):
        done = {"channel": "call", "disposition": "connected", "outcome": "interested", "seconds": seconds}
        followup.log_attempt(lead, by=company.eva, at=at, **done)
    return followup.end(lead, exit_="disqualified", reason="too_small", by=company.eva, at=day(4))


def late_discovery():
    with open_copy(copy.refresh()) as engine:
        return answer("late_discovery", engine, Query())


def test_late_discovery_has_a_price_as_soon_as_what_an_hour_costs_is_set(company, lena):
    unpaid = late_discovery()
    assert (unpaid.total["seconds"], unpaid.total["cost_minor"]) == (2700, None)
    assert "No cost of a team is known, so there is no money." in map(str, unpaid.cautions)
    cost("sales", date(2026, 1, 1), 6000)
    cost("sales", date(2026, 3, 5), 7200)
    paid = late_discovery()
    # Half an hour at 60 EUR, and a quarter of one at 72: half past eleven at night UTC is the next day in Berlin.
    assert paid.total["cost_minor"] == 3000 + 1800
    assert (
        "reps spent 45 min on them after that could be known, 48 EUR of their teams' cost." in paid.headline
    )
    told = {one.term: one.meaning for one in paid.definitions}
    assert told["an hour costs"] == "sales 60 EUR from 1 January 2026 and sales 72 EUR from 5 March 2026"
    assert not [one for one in paid.cautions if "cost" in str(one)]


def test_work_of_a_team_without_a_cost_is_in_no_money_and_the_report_says_so(company, lena):
    cost("inside_sales", date(2026, 1, 1), 6000)
    found = late_discovery()
    assert found.total["cost_minor"] is None
    said = "No cost of an hour is known for the teams and days of this work, so there is no money."
    assert said in map(str, found.cautions)
