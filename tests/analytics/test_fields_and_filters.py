"""Groups and filters come from a closed registry, and no text of a user ever becomes SQL."""

from __future__ import annotations

from datetime import date

import pytest

from detente.analytics.compiling import statement
from detente.analytics.errors import BadQuery, UnknownField
from detente.analytics.fields import LEAD_FIELDS
from detente.analytics.query import Query
from detente.analytics.reports import sql_of
from detente.analytics.run import behind
from detente.analytics.shape import shape_of
from tests.analytics.worlds import company, funnel, only

LEADS = """
lead_id | first_lead_id | arrived_at | source                 | medium | campaign_id | owner_id | team      | country | fit_band | landing_page | vendor
1       | 1             | 2026-01-01 | O'Brien; DROP TABLE -- | paid   | 7           | 1        | marketing | DE      | A        | /a           | Acme
2       | 2             | 2026-02-01 | web                    | paid   | 8           | 2        | sales     | FR      | B        | /b           | -
3       | 3             | 2026-02-02 | -                      | -      | -           | -        | -         | -       | -        | -            | -
4       | 1             | 2026-03-01 | other                  | owned  | 9           | 3        | sales     | DE      | C        | /c           | -
"""  # noqa: E501
CAMPAIGNS = "campaign_id | name\n7 | Autumn webinar\n8 | Autumn webinar\n9 | Spring fair"
REPS = "rep_id | name\n1 | Maya\n2 | Noor\n3 | -"


@pytest.fixture(scope="module")
def market():
    with company(LEADS, campaigns=CAMPAIGNS, reps=REPS) as engine:
        yield engine


def groups(engine, by):
    return {row[by]: row["leads"] for row in funnel(engine, by=by).rows}


def test_every_field_of_the_registry_groups_and_filters_by_its_own_groups(market):
    for name in LEAD_FIELDS:
        found = groups(market, name)
        assert sum(found.values()) == 3, name
        for value, leads in found.items():
            assert only(market, where=((name, value),))["leads"] == leads, (name, value)


def test_the_first_lead_tells_where_it_came_from_and_the_latest_who_holds_it(market):
    assert groups(market, "source") == {"O'Brien; DROP TABLE --": 1, "web": 1, None: 1}
    assert groups(market, "team") == {"sales": 2, None: 1}


def test_namesakes_stay_apart_and_the_nameless_go_by_their_number(market):
    assert groups(market, "campaign") == {"Autumn webinar #7": 1, "Autumn webinar #8": 1, None: 1}
    assert groups(market, "owner") == {"#3": 1, "Noor": 1, None: 1}


@pytest.mark.parametrize("unknown", ["", "(none)", None])
def test_nothing_and_none_mean_that_nobody_knows(market, unknown):
    assert only(market, where=(("source", unknown),))["without_source"] == 1


def test_several_values_of_a_field_mean_any_and_several_fields_mean_all(market):
    assert only(market, where=(("source", "web"), ("source", "")))["leads"] == 2
    assert only(market, where=(("source", "web"), ("country", "DE")))["leads"] == 0


@pytest.mark.parametrize("value", ["O'Brien; DROP TABLE --", "web"])
def test_a_value_is_bound_and_never_part_of_the_statement(market, value):
    assert only(market, where=(("source", value),))["leads"] == 1
    compiled = statement(sql_of("funnel"), shape_of(Query(where=(("source", value),))))
    assert value not in compiled.sql.replace("'web'", "")
    assert "where_0_0" in compiled.needs


@pytest.mark.parametrize(
    "value", ["' OR 1=1 --", "x'); DROP TABLE leads; --", "$where_0_0", "web\x00", "{leads}"]
)
def test_what_looks_like_sql_is_only_an_unknown_value(market, value):
    with pytest.raises(UnknownField, match="Values: O'Brien; DROP TABLE --, web"):
        funnel(market, where=(("source", value),))
    assert only(market)["leads"] == 3


@pytest.mark.parametrize("name", ["", "sauce", "lead_id", "source; DROP TABLE leads", "l.source", "SOURCE"])
def test_an_unknown_field_is_refused_with_those_that_exist(market, name):
    with pytest.raises(UnknownField, match="Fields: source, medium, campaign"):
        funnel(market, where=((name, "web"),))
    if name:
        with pytest.raises(UnknownField):
            funnel(market, by=name)


def test_an_unknown_column_opens_into_nothing(market):
    with pytest.raises(UnknownField, match="Columns that do: leads, inquiry"):
        behind("funnel", market, column="leads; DROP TABLE leads")


def test_a_period_that_ends_before_it_begins_is_refused():
    with pytest.raises(BadQuery, match="before it begins"):
        Query(from_on=date(2026, 2, 1), to_on=date(2026, 1, 1))


@pytest.mark.parametrize("days", [0, -1, 4000])
def test_a_horizon_is_some_days(days):
    with pytest.raises(BadQuery, match="1 to 3650"):
        Query(horizon_days=days)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../../etc/passwd", "UTC'; --", ""])
def test_a_time_zone_is_one_of_the_known(zone):
    with pytest.raises(BadQuery, match="no time zone"):
        Query(zone=zone)


def test_one_statement_serves_every_value_of_a_question(market):
    shapes = {
        shape_of(Query(where=(("source", value),), from_on=date(2026, 1, day)))
        for value in ("a", "b")
        for day in (1, 2)
    }
    assert len(shapes) == 1
