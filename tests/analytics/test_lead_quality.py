"""Lead quality: how far the leads of a source come, what they cost to the cent, what is wrong with their data."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from detente.analytics.query import Query
from detente.analytics.run import answer, behind
from tests.analytics.worlds import company

LEADS = """
lead_id | arrived_at | source | vendor     | campaign_id | milestone | exit         | exit_from | closed_at
1       | 2026-01-01 | web    | -          | -           | won       | -            | -         | 2026-02-01
2       | 2026-01-02 | web    | -          | -           | exit      | rejected     | inquiry   | 2026-01-05
3       | 2026-01-03 | fair   | -          | 7           | won       | -            | -         | 2026-02-20
4       | 2026-01-04 | fair   | -          | 7           | exit      | disqualified | sal       | 2026-01-20
5       | 2026-02-05 | fair   | -          | 7           | mql       | -            | -         | -
6       | 2026-01-06 | list   | Acme Leads | -           | exit      | rejected     | inquiry   | 2026-01-07
7       | 2026-01-07 | list   | Acme Leads | -           | inquiry   | -            | -         | -
8       | 2026-01-08 | mail   | -          | 8           | inquiry   | -            | -         | -
"""
CAMPAIGNS = "campaign_id | name | source | medium | vendor | type\n7 | Fair | fair | event | - | fair\n" \
            "8 | Mail | mail | mail | - | mail\n9 | Radio | radio | radio | - | radio"  # fmt: skip
COSTS = """
cost_id | campaign_id | vendor     | source | on_day     | amount_minor | base_minor
1       | 7           | -          | -      | 2026-01-10 | 10001        | 10001
2       | 7           | -          | -      | 2026-03-10 | 100          | 100
3       | -           | Acme Leads | -      | 2026-01-31 | 5000         | 5000
4       | 9           | -          | -      | 2026-01-31 | 777          | 777
5       | -           | -          | web    | 2025-12-31 | 50           | 50
"""
DEALS = """
deal_id | lead_id | status | amount_minor | base_minor | currency | opened_at  | closed_at
1       | 1       | won    | 90000        | 80000      | USD      | 2026-01-10 | 2026-02-01
2       | 3       | won    | 40000        | -          | USD      | 2026-01-10 | 2026-02-20
"""
DEFECTS = """
defect_id | lead_id | kind               | at         | cleared_at
1         | 6       | bounced            | 2026-01-06 | -
2         | 6       | wrong_number       | 2026-01-06 | -
3         | 7       | email_invalid      | 2026-01-07 | 2026-01-08
4         | 1       | won_before_arrival | 2026-01-07 | -
5         | 8       | smells_odd         | 2026-01-07 | -
"""


@pytest.fixture(scope="module")
def market():
    with company(LEADS, campaigns=CAMPAIGNS, costs=COSTS, deals=DEALS, defects=DEFECTS) as engine:
        engine.currency = "EUR"
        yield engine


def ask(engine: Any, **query: Any) -> Any:
    return answer("lead_quality", engine, Query(**query))


def by_group(engine: Any, name: str, **query: Any) -> dict[str | None, Any]:
    found = ask(engine, **query)
    return {row[found.query.by]: row[name] for row in found.rows}


def test_acceptance_is_of_those_that_sales_answered(market):
    assert by_group(market, "answered") == {"web": 2, "fair": 2, "list": 1, "mail": 0, "radio": 0}
    assert by_group(market, "sal") == {"web": 1, "fair": 2, "list": 0, "mail": 0, "radio": 0}


HANDOFFS = """
handoff_id | lead_id | kind        | to_id | made_at
1          | 3       | handed_over | 2     | 2026-01-04
"""


def test_what_was_turned_away_before_it_was_handed_over_is_no_answer_of_sales():
    with company(
        LEADS, campaigns=CAMPAIGNS, costs=COSTS, deals=DEALS, defects=DEFECTS, handoffs=HANDOFFS
    ) as engine:
        assert by_group(engine, "answered") == {"web": 1, "fair": 2, "list": 0, "mail": 0, "radio": 0}


def test_a_cost_falls_on_the_leads_of_its_month_else_on_all_of_its_campaign(market):
    # January's 100.01 on leads 3 and 4, March's 1.00 on 3, 4 and 5: nobody arrived in March.
    rows = by_group(market, "cost_minor", by="month")
    assert rows == {"2026-01": 10001 + 66 + 5000 + 777 + 50, "2026-02": 34}


def test_without_a_recorded_cost_it_is_blank_and_a_cost_without_leads_still_stands_with_its_source(market):
    assert by_group(market, "cost_minor") == {
        "web": 50,
        "fair": 10101,
        "list": 5000,
        "mail": None,
        "radio": 777,
    }
    assert by_group(market, "cost_per_lead_minor")["mail"] is None
    assert by_group(market, "cost_per_lead_minor")["radio"] is None
    assert by_group(market, "cost_minor", by="vendor") == {"Acme Leads": 5000, None: 50 + 10101 + 777}


@pytest.mark.parametrize(
    "by", ["source", "medium", "campaign", "channel", "vendor", "month", "country", "owner", "team"]
)
def test_parts_add_up_to_the_total_to_the_cent_in_every_breakdown(market, by):
    found = ask(market, by=by)
    assert sum(row["cost_minor"] or 0 for row in found.rows) == found.total["cost_minor"] == 15928
    assert sum(row["leads"] for row in found.rows) == 8


@pytest.mark.parametrize("by", ["source", "campaign", "vendor", "channel"])
def test_a_filter_shows_the_same_cost_as_the_row(market, by):
    for group, cost in by_group(market, "cost_minor", by=by).items():
        if any(row["leads"] for row in ask(market, by=by).rows if row[by] == group):
            assert ask(market, by=by, where=((by, group),)).total["cost_minor"] == cost


def test_the_period_cuts_costs_by_their_day_and_leads_by_their_arrival(market):
    january = {"from_on": date(2026, 1, 1), "to_on": date(2026, 1, 31)}
    assert by_group(market, "cost_minor", **january) == {
        "web": None, "fair": 10001, "list": 5000, "mail": None, "radio": 777,
    }  # fmt: skip
    assert by_group(market, "costed", **january)["fair"] == 2


def test_cost_for_each_is_of_the_same_leads(market):
    (fair,) = [row for row in ask(market).rows if row["source"] == "fair"]
    assert (fair["cost_per_lead_minor"], fair["cost_per_accepted_minor"], fair["cost_per_won_minor"]) == (
        3367,
        5051,
        10101,
    )


def test_won_value_is_in_our_currency_and_blank_where_nobody_knows(market):
    assert by_group(market, "value_minor") == {"web": 80000, "fair": None, "list": 0, "mail": 0, "radio": 0}
    assert any("1 lead is won without a deal of known value" in str(one) for one in ask(market).cautions)


def test_defects_count_by_kind_unless_mended(market):
    (mail, *_) = [row for row in ask(market).rows if row["source"] == "mail"]
    (acme,) = [row for row in ask(market).rows if row["source"] == "list"]
    assert (acme["defective"], acme["bounced"], acme["wrong_number"], acme["email_invalid"]) == (1, 1, 1, 0)
    assert (mail["defective"], mail["other_defect"]) == (1, 1)
    assert by_group(market, "defective")["web"] == 0


def test_every_count_opens_into_exactly_its_leads(market):
    found = ask(market)
    for row in [*found.rows]:
        for column in found.columns:
            if column.unit == "count":
                opened = behind("lead_quality", market, Query(), column=column.name, group=row["source"])
                assert opened.count == row[column.name], (row["source"], column.name)
    assert behind("lead_quality", market, Query(), column="leads", of_all=True).count == 8


def test_a_vendor_sees_the_own_leads_and_costs_only(market):
    found = ask(market, vendor="Acme Leads")
    assert [(row["source"], row["leads"], row["cost_minor"]) for row in found.rows] == [("list", 2, 5000)]


def many(**groups: tuple[int, int, int]) -> Any:
    """Sources of (leads, won, with bad data), all of them old enough."""
    leads, defects, number = [], [], 0
    for source, (size, won, bad) in groups.items():
        for nth in range(size):
            number += 1
            end = "won | 2026-01-20" if nth < won else "mql | -"
            leads.append(f"{number} | 2026-01-01 | {source} | {end}")
            if nth >= size - bad:
                defects.append(f"{number} | {number} | bounced | 2026-01-02")
    head = "lead_id | arrived_at | source | milestone | closed_at\n"
    return company(head + "\n".join(leads), defects="defect_id | lead_id | kind | at\n" + "\n".join(defects))


def test_the_vendor_that_sells_bad_addresses_is_named_and_no_other():
    with many(acme=(200, 4, 60), web=(300, 36, 6), fair=(250, 30, 5), mail=(40, 5, 1)) as engine:
        found = ask(engine)
    assert found.headline.startswith(
        "acme goes with fewer wins (2.0 % v 12.0 % of the rest) and more bad data (30.0 % v 2.0 %). "
    )
    assert [row["source"] for row in found.rows if row["stands"]] == ["acme"]
    assert "because" not in found.headline


def test_where_nothing_differs_nothing_is_named_and_nothing_ranked():
    with many(b=(100, 12, 2), a=(120, 11, 2), c=(150, 14, 3)) as engine:
        found = ask(engine)
        assert found.headline.startswith(
            "No source differs from the rest beyond chance, in wins, bad data or SQLs"
        )
        drawn = [row["group"] for row in found.chart["layer"][1]["data"]["values"]]
    assert drawn == ["c", "a", "b"]  # by size: a ranking of chance is none


def test_who_works_the_leads_is_not_compared():
    with many(a=(100, 50, 0), b=(100, 1, 0)) as engine:
        assert "not compared" in ask(engine, by="owner").headline


def test_too_few_or_too_young_get_no_judgement():
    with many(a=(5, 1, 0)) as engine:
        assert "fewer than 10 are old enough" in ask(engine).headline
    with company("lead_id | arrived_at") as engine:
        assert "deals without leads are compared in the report win_rates" in ask(engine).headline


def test_a_group_of_mostly_young_leads_is_hollow():
    old = [f"{n} | 2026-01-01 | web | {'won' if n % 5 == 0 else 'mql'} | 2026-01-09" for n in range(1, 41)]
    new = [f"{n} | {'2026-01-01' if n < 115 else '2026-06-25'} | fair | mql | -" for n in range(101, 141)]
    with company("lead_id | arrived_at | source | milestone | closed_at\n" + "\n".join(old + new)) as engine:
        points = {row["group"]: row for row in ask(engine).chart["layer"][1]["data"]["values"]}
    assert (points["web"]["fill"] == points["web"]["hue"], points["fair"]["fill"]) == (True, "#ffffff")


def test_a_cost_in_another_currency_without_a_rate_is_left_out_and_told():
    costs = "cost_id | source | on_day | amount_minor | currency | base_minor\n1 | web | 2026-01-02 | 500 | USD | -"
    with company("lead_id | arrived_at | source\n1 | 2026-01-01 | web", costs=costs) as engine:
        engine.currency = "EUR"
        found = ask(engine)
    assert found.rows[0]["cost_minor"] is None
    assert any("1 cost in another currency has no rate" in str(one) for one in found.cautions)
