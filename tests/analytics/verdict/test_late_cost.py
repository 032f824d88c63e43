"""What late discovery took, as the verdict tells it: touches, hours and money from SQL to the loss."""

from __future__ import annotations

from datetime import date

import pytest

from detente.analytics.query import Query
from detente.analytics.run import answer
from detente.analytics.verdict.mail import to_mail
from tests.analytics.test_late_discovery import LEADS, MOVES, TABLES
from tests.analytics.worlds import company

HEAD = "team | month_on | kind | amount_minor | currency\n"
RISEN = "sales | 2025-01-01 | hour | 6000 | EUR\nsales | 2026-02-01 | hour | 7200 | EUR\n"
# Between SQL and the loss Sam met lead 1 (45 minutes, estimated) and an automated mail went out; lead 4 he called for
# a quarter of an hour, and once in February for five minutes (estimated).
HOURS = (2700 + 900 + 300) / 3600


def told(team_costs: str):
    tables = TABLES | {"team_costs": HEAD + team_costs}
    with company(LEADS, MOVES, **tables) as engine:
        return answer("verdict", engine, Query(from_on=date(2026, 1, 1), to_on=date(2026, 6, 30)))


def test_the_time_is_paid_at_what_an_hour_cost_on_the_day():
    found = told(RISEN)
    late = found.more["late_discovery"]
    assert (late["touches"], late["hours"]) == (4, pytest.approx(HOURS))
    assert late["estimated_share"] == pytest.approx(3000 / 3900)
    assert (late["cost_minor"], late["currency"]) == (round((2700 + 900) * 60 / 36 + 300 * 72 / 36), "EUR")
    said = (
        "66 EUR (what an hour costs: sales 60 EUR from 1 January 2025 and sales 72 EUR from 1 February 2026)"
    )
    assert said in {one.term: one.meaning for one in found.definitions}["found out late"]
    assert said in to_mail(found).body


@pytest.mark.parametrize(
    ("team_costs", "minor"),
    [
        # Half of Sam's eight activities of these months were late: half of what the people of sales cost in them.
        ("sales | 2026-01-01 | people | 51000 | EUR\nsales | 2026-02-01 | people | 10200 | EUR\n", 30600),
        (RISEN.replace("sales", "marketing"), None),
        (RISEN.replace("7200 | EUR", "7200 | USD"), None),
        ("", None),
    ],
)  # fmt: skip
def test_without_the_cost_of_its_hours_it_is_a_share_of_the_months_or_nothing(team_costs, minor):
    late = told(team_costs).more["late_discovery"]
    assert (late["cost_minor"], late["hours"]) == (minor, pytest.approx(HOURS))
