"""What the audit says of real exports, against counts by plain Python from the same files."""

from __future__ import annotations

import csv
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from detente.analytics.audit.finding import Found, Passed
from detente.intake import exports
from tests.analytics.audit.asking import ask

DATA = Path(__file__).resolve().parents[4] / "shared/data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the shared data sets are not here")


@cache
def held(*paths):
    """The evidence of an export, read as anybody would."""
    return exports.read([DATA / path for path in paths]).evidence


@cache
def lines(path):
    """The lines of a file as dicts; a torn line holds all it has under the first column."""
    with open(DATA / path, encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    return [dict(zip(header, row + [""] * (len(header) - len(row)), strict=False)) for row in rows]


def finding(slug, evidence):
    outcome = ask(slug, evidence)
    assert isinstance(outcome, Found), outcome
    return outcome.finding


@pytest.mark.parametrize("path", ["x_education/leads.csv", "x_education/leads_damaged.csv"])
def test_x_education(path):
    evidence, rows = held(path), lines(path)
    prompts = Counter(column for row in rows for column, said in row.items() if said == "Select")
    told = finding("defaults", evidence)
    assert {row["column"]: row["n"] for row in told.breakdowns[0].rows} == prompts
    assert told.count == prompts.total()

    constant = [column for column in rows[0] if len({row[column] for row in rows} - {""}) == 1]
    assert len(constant) == 5
    shown = finding("constant_fields", evidence).breakdowns[0].rows
    assert {row["column"] for row in shown if row["rows"] == row["filled"]} == set(constant)

    holes = {column: sum(not row[column].strip() for row in rows) for column in rows[0]}
    told = {row["column"]: row["blank"] for row in finding("missing_fields", evidence).breakdowns[1].rows}
    assert told == {column: n for column, n in holes.items() if n}

    countries = Counter(row["Country"] for row in rows)
    assert finding("country_forms", evidence).count == countries["unknown"] + countries["Asia/Pacific Region"]
    sources = Counter(row["Lead Source"] for row in rows)
    assert finding("alike_sources", evidence).count == sources["google"]


def test_the_damaged_copy_has_blank_leads_and_the_whole_one_has_none():
    torn = sum(
        sum(1 for said in row.values() if said.strip()) <= 1 for row in lines("x_education/leads_damaged.csv")
    )
    told = finding("blank_records", held("x_education/leads_damaged.csv"))
    assert (told.count, told.of) == (torn, 9240) == (338, 9240)
    assert "3.7 %" in told.sentence
    assert isinstance(ask("blank_records", held("x_education/leads.csv")), Passed)


@pytest.mark.parametrize("path", ["x_education/leads.csv", "x_education/leads_damaged.csv"])
def test_x_educations_leaking_columns_are_found_and_its_honest_ones_are_not(path):
    told = finding("after_the_fact", held(path))
    rows = told.breakdowns[0].rows
    suspected = [row["column"] for row in rows if row["why"] != "for comparison"]
    assert set(suspected) == {
        "Tags",
        "Lead Quality",
        "Lead Profile",
        "Last Activity",
        "Last Notable Activity",
    }
    assert told.count == 5
    assert "in 98 of 100 pairs; without them, in 89" in told.sentence


def test_maven():
    evidence, deals = held("maven_crm"), lines("maven_crm/sales_pipeline.csv")
    known = {row["product"] for row in lines("maven_crm/products.csv")}
    unjoined = [row for row in deals if row["product"] not in known]
    told = finding("unjoined_products", evidence)
    assert told.count == len(unjoined) == 1480
    assert told.breakdowns[0].rows == ({"said": "GTXPro", "deals": 1480, "like": "GTX Pro"},)

    blank = {row["field"]: row["blank"] for row in finding("missing_fields", evidence).breakdowns[0].rows}
    assert blank["Company"] == sum(not row["account"] for row in deals)
    assert blank["Amount"] == sum(not row["close_value"] for row in deals)
    assert blank["Created"] == sum(not row["engage_date"] for row in deals)
    assert isinstance(ask("unjoined_accounts", evidence), Passed)
    assert isinstance(ask("owners_unknown", evidence), Passed)

    # A lost deal's value was set to 0 when it was lost: the only column that tells, and it tells afterwards.
    assert {row["close_value"] for row in deals if row["deal_stage"] == "Lost"} == {"0"}
    suspects = [row["column"] for row in finding("after_the_fact", evidence).breakdowns[0].rows
                if row["why"] != "for comparison"]  # fmt: skip
    assert suspects == ["close_value"]


def test_zoho_is_a_demonstration_by_its_addresses_and_has_no_column_that_tells():
    evidence, leads = held("zoho_demo"), lines("zoho_demo/Leads.csv")
    domains = {row["Email"].rpartition("@")[2].lower() for row in leads}
    told = ask("invalid_mails", evidence)
    assert isinstance(told, Passed) and "demonstration" in told.sentence and len(domains) == 10
    assert isinstance(ask("after_the_fact", evidence), Passed)
    seen = Counter(row["Email"].lower() for row in leads)
    assert max(seen.values()) == 1 and isinstance(ask("duplicate_people", evidence), Passed)
    assert isinstance(ask("campaign_cost", evidence), Passed)
    assert all(row["Actual Cost"] for row in lines("zoho_demo/Campaigns.csv"))
    names = [row["Account Name"].strip() for row in lines("zoho_demo/Accounts.csv")]
    blank = {row["field"]: row["blank"] for row in finding("missing_fields", evidence).breakdowns[0].rows}
    assert blank["Name"] == sum(not name for name in names)


def test_salesforce_workshop():
    evidence = held("salesforce_workshop")
    leads, campaigns = (
        lines("salesforce_workshop/data/Lead.csv"),
        lines("salesforce_workshop/data/Campaign.csv"),
    )
    members = lines("salesforce_workshop/data/CampaignMember.csv")
    assert finding("campaign_cost", evidence).count == sum(not row["ActualCost"] for row in campaigns) == 8
    listed = {row["LeadId"] for row in members}
    assert finding("lead_campaign", evidence).count == sum(row["Id"] not in listed for row in leads)
    minutes = Counter(row["CreatedDate"][:16] for row in leads)
    assert len(minutes) == 1 and finding("created_at_once", evidence).count == 60
    contacts = lines("salesforce_workshop/data/Contact.csv")
    made_up = sum(
        row["Email"].lower().endswith(("@example.com", "@example.org", "@example.net")) for row in contacts
    )
    assert made_up == 102 and "demonstration" in ask("invalid_mails", evidence).sentence
