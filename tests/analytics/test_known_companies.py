"""Real data whose answers are known: Olist's rates by origin; Maven and Zoho, where nothing differs, name nothing."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from detente.analytics.engines import Engine, from_rows
from detente.analytics.query import Query
from detente.analytics.run import answer
from detente.analytics.stats.intervals import wilson
from tests.analytics.test_olist import WON_BY_SOURCE, olist  # noqa: F401

DATA = Path(__file__).parents[2].parent / "shared" / "data"

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the data is not beside the repository")


def read(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def maven() -> Engine:
    """8,800 opportunities of 35 agents without a single lead."""
    agents = [row["sales_agent"] for row in read("maven_crm/sales_teams.csv")]
    accounts = [row["account"] for row in read("maven_crm/accounts.csv")]
    status = {"Won": "won", "Lost": "lost"}
    deals = [
        {
            "deal_id": n, "owner_id": agents.index(row["sales_agent"]) + 1, "product": row["product"],
            "account_id": accounts.index(row["account"]) + 1 if row["account"] in accounts else None,
            "status": status.get(row["deal_stage"], "open"), "opened_at": day(row["engage_date"]),
            "closed_at": day(row["close_date"]), "amount_minor": int(row["close_value"] or 0) * 100, "currency": "USD",
        }
        for n, row in enumerate(read("maven_crm/sales_pipeline.csv"), 1)
    ]  # fmt: skip
    tables = {
        "deals": deals,
        "reps": [{"rep_id": n, "name": name} for n, name in enumerate(agents, 1)],
        "accounts": [{"account_id": n, "name": name} for n, name in enumerate(accounts, 1)],
    }
    return from_rows(tables, as_of=datetime(2018, 1, 1), currency="USD")


def day(text: str) -> datetime | None:
    return datetime.strptime(text, "%m/%d/%Y") if text else None


def test_maven_has_the_known_totals(maven):
    total = answer("win_rates", maven).total
    assert (total["won"], total["lost"], total["value_minor"]) == (4238, 2473, 1_000_553_400)
    assert total["win_rate"] == pytest.approx(0.632, abs=0.0005)


@pytest.mark.parametrize("by", ["rep", "product", "source", "deal_type", "account_type", "industry"])
def test_on_maven_no_agent_product_or_source_is_named(maven, by):
    found = answer("win_rates", maven, Query(by=by))
    assert not [row for row in found.rows if row["stands"]]
    assert found.headline.startswith(("No ", "There are not two "))


def test_maven_without_leads_leads_on_to_the_deals(maven):
    assert "report win_rates" in answer("lead_quality", maven).headline


def test_olist_has_the_known_rates_with_their_intervals(olist):  # noqa: F811
    found = answer("lead_quality", olist)
    assert {row["source"]: (row["won"], row["leads"]) for row in found.rows} == WON_BY_SOURCE
    for row in found.rows:
        assert (row["won_low"], row["won_high"]) == pytest.approx(wilson(row["won"], row["leads"]))
        assert row["cost_minor"] is None and row["cost_per_won_minor"] is None
    assert any("truncated" in str(one) for one in found.cautions)


def test_olist_names_those_whose_intervals_stand_far_apart(olist):  # noqa: F811
    stands = {row["source"]: row["stands"] for row in answer("lead_quality", olist).rows}
    assert "fewer wins" in stands["social"] and "more wins" in stands["unknown"]
    assert not stands["direct_traffic"] and not stands["referral"]


@pytest.fixture(scope="module")
def zoho() -> Engine:
    """3,900 leads of a demo CRM with 110 campaigns and their cost; a converted lead became a deal."""
    leads = []
    for n, row in enumerate(read("zoho_demo/Leads.csv"), 1):
        at = datetime.strptime(row["Created Time"], "%d %b, %Y %H:%M:%S")
        won = row["CONVERTED"] == "Yes"
        leads.append({
            "lead_id": n, "arrived_at": at, "source": row["Lead Source"],
            "milestone": "won" if won else "exit", "exit": None if won else "disqualified",
            "exit_from": None if won else "mql", "closed_at": at + timedelta(days=10),
        })  # fmt: skip
    campaigns = read("zoho_demo/Campaigns.csv")
    costs = [
        {
            "cost_id": n,
            "campaign_id": n,
            "on_day": row["Start Date"],
            "amount_minor": minor(row["Actual Cost"]),
        }
        for n, row in enumerate(campaigns, 1)
    ]
    named = [
        {"campaign_id": n, "name": row["Campaign Name"], "type": row["Type"]}
        for n, row in enumerate(campaigns, 1)
    ]
    return from_rows({"leads": leads, "campaigns": named, "costs": costs}, as_of=datetime(2022, 1, 1))


def minor(text: str) -> int:
    """'$1,117.10K' in cents."""
    return round(float(text.strip("$K").replace(",", "")) * (1000 if text.endswith("K") else 1) * 100)


def test_on_zoho_no_source_is_named(zoho):
    found = answer("lead_quality", zoho)
    assert found.headline.startswith("No source differs from the rest beyond chance")
    counted = Counter(row["Lead Source"] for row in read("zoho_demo/Leads.csv"))
    assert {row["source"]: row["leads"] for row in found.rows if row["leads"]} == dict(counted)


def test_on_zoho_the_costs_of_all_campaigns_are_there_to_the_cent(zoho):
    spent = sum(minor(row["Actual Cost"]) for row in read("zoho_demo/Campaigns.csv"))
    found = answer("lead_quality", zoho, Query(by="campaign"))
    assert found.total["cost_minor"] == spent == sum(row["cost_minor"] or 0 for row in found.rows)
    assert found.total["cost_per_lead_minor"] is None  # no lead is known to come from a campaign
