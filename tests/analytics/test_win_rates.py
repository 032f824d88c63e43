"""Win rates of deals, with or without leads; single reps against their mix, and not for everybody's eyes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from detente.analytics.errors import UnknownField
from detente.analytics.query import Query
from detente.analytics.run import answer, behind
from tests.analytics.worlds import company, table

LEADS = """
lead_id | first_lead_id | arrived_at | source | vendor
1       | 1             | 2026-01-01 | web    | -
2       | 1             | 2026-02-01 | -      | -
3       | 3             | 2026-01-01 | list   | Acme Leads
"""
DEALS = """
deal_id | lead_id | account_id | owner_id | product | type      | status | amount_minor | base_minor | opened_at  | closed_at
1       | 1       | 1          | 1        | Upkeep  | new       | won    | 100          | 100        | 2026-01-02 | 2026-01-12
2       | 2       | 1          | 1        | Upkeep  | expansion | won    | 200          | 200        | 2026-02-02 | 2026-02-22
3       | 3       | 2          | 2        | Parts   | new       | lost   | 300          | 300        | 2026-01-02 | 2026-01-31
4       | -       | 2          | 2        | Parts   | new       | won    | 400          | -          | 2026-02-01 | 2026-02-11
5       | -       | 3          | 2        | -       | new       | open   | 500          | 500        | 2026-02-01 | -
6       | -       | 3          | 2        | -       | new       | lost   | 500          | 500        | 2026-02-01 | -
"""  # noqa: E501
ACCOUNTS = (
    "account_id | name | type | industry\n1 | A | customer | food\n2 | B | customer | -\n3 | C | prospect | -"
)
CUSTOMERS = "account_id | started_at\n1 | 2026-01-12\n2 | 2026-02-11"
REPS = "rep_id | name\n1 | Elif\n2 | Ruben"


@pytest.fixture(scope="module")
def market():
    with company(LEADS, deals=DEALS, accounts=ACCOUNTS, customers=CUSTOMERS, reps=REPS) as engine:
        engine.currency = "EUR"
        yield engine


def ask(engine: Any, **query: Any) -> Any:
    return answer("win_rates", engine, Query(**query))


def won_of(engine: Any, by: str, **query: Any) -> dict[str | None, tuple[int, int]]:
    return {row[by]: (row["won"], row["deals"]) for row in ask(engine, by=by, **query).rows}


def test_deals_are_counted_by_closing_with_and_without_leads(market):
    assert won_of(market, "source") == {"web": (2, 2), "list": (0, 1), None: (1, 1)}
    assert won_of(market, "closed_month") == {"2026-01": (1, 2), "2026-02": (2, 2)}
    assert won_of(market, "source", from_on=date(2026, 2, 1)) == {"web": (1, 1), None: (1, 1)}
    said = [str(one) for one in ask(market).cautions]
    assert any("1 deal is still open" in one for one in said) and any(
        "1 closed deal has no day" in one for one in said
    )


def test_by_product_rep_type_and_industry(market):
    assert won_of(market, "product") == {"Upkeep": (2, 2), "Parts": (1, 2)}
    assert won_of(market, "rep") == {"Elif": (2, 2), "Ruben": (1, 2)}
    assert won_of(market, "deal_type") == {"new": (2, 3), "expansion": (1, 1)}
    assert won_of(market, "industry") == {"food": (2, 2), None: (1, 2)}


def test_who_became_a_customer_by_the_deal_was_none_before(market):
    assert won_of(market, "account_type") == {"prospect": (2, 3), "customer": (1, 1)}


def test_filters_on_deals_and_on_leads_cut_deals(market):
    assert ask(market, where=(("product", "Parts"),)).total["deals"] == 2
    assert ask(market, where=(("source", "web"),)).total["deals"] == 2
    assert ask(market, where=(("source", "web"), ("deal_type", "expansion"))).total["deals"] == 1


def test_a_vendor_sees_the_deals_of_the_own_leads(market):
    assert ask(market, vendor="Acme Leads").total["deals"] == 1


def test_every_count_opens_into_its_deals(market):
    for row in ask(market, by="product").rows:
        for name in ("deals", "won", "lost"):
            opened = behind("win_rates", market, Query(by="product"), column=name, group=row["product"])
            assert opened.count == row[name]
    assert behind("win_rates", market, Query(), column="won", of_all=True).ids == (1, 2, 4)


def test_a_report_on_leads_knows_no_product(market):
    with pytest.raises(UnknownField, match="funnel counts leads, which have no 'product'"):
        answer("funnel", market, Query(by="product"))


def test_value_won_is_in_our_currency_and_the_cycle_a_median(market):
    (web, *_) = [row for row in ask(market).rows if row["source"] == "web"]
    assert (web["value_minor"], web["mean_minor"], web["cycle_days"]) == (300, 150, 15)


def reps(**wins: tuple[int, int, str]) -> Any:
    """Reps with (won, closed, product)."""
    deals, number = [], 0
    for rep, (won, closed, product) in enumerate(wins.values(), 1):
        for nth in range(closed):
            number += 1
            status = "won" if nth < won else "lost"
            deals.append(f"{number} | {rep} | {product} | {status} | 2026-01-01 | 2026-02-01")
    head = "deal_id | owner_id | product | status | opened_at | closed_at\n"
    names = "\n".join(f"{n} | {name}" for n, name in enumerate(wins, 1))
    return company("lead_id | arrived_at", deals=head + "\n".join(deals), reps="rep_id | name\n" + names)


def test_a_rep_with_easy_deals_is_no_better_rep():
    with reps(
        Ada=(80, 100, "easy"), Ben=(78, 100, "easy"), Cleo=(20, 100, "hard"), Dan=(22, 100, "hard")
    ) as engine:
        found = ask(engine, by="rep")
    assert found.headline.startswith("No rep differs from the rest beyond chance")
    assert all(0.8 < row["vs_expected"] < 1.2 for row in found.rows)


def test_a_rep_who_wins_more_of_the_same_deals_is_named():
    with reps(Ada=(80, 100, "x"), Ben=(40, 100, "x"), Cleo=(42, 100, "x"), Dan=(41, 100, "x")) as engine:
        found = ask(engine, by="rep")
        assert "Ada (80.0 %) goes with more wins than expected of their mix of deals" in found.headline
        own, nobodys = ask(engine, by="rep", reps=2), ask(engine, by="rep", reps="none")
    seen = {row["rep"]: (row["deals"], row["won"], row["win_rate"]) for row in own.rows}
    assert seen == {
        "Ada": (100, 80, None),
        "Ben": (100, 40, 0.4),
        "Cleo": (100, 42, None),
        "Dan": (100, 41, None),
    }
    assert "Ada" not in own.headline and not any(row["win_rate"] for row in nobodys.rows)
    assert all("rep_id" not in row for row in own.rows)
    assert len(own.chart["layer"][1]["data"]["values"]) == 1 and nobodys.chart is None


def test_without_deals_it_says_so():
    with company("lead_id | arrived_at") as engine:
        assert ask(engine).headline == "No deals were won or lost yet."
        assert table("a\n1") and ask(engine).total["deals"] == 0
