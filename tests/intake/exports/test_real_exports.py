"""Real exports are recognised by their headers, and every line of theirs is in a record table."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from detente.analytics.audit.picture import as_text
from detente.intake import exports

DATA = Path(__file__).parents[4] / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.exists(), reason="the shared data are not here")

USED = {
    "zoho_demo": {
        "Accounts.csv": "accounts", "Calls.csv": "activities", "Campaign_Lead_Status.csv": "members",
        "Campaigns.csv": "campaigns", "Contacts.csv": "people", "Events.csv": "activities", "Leads.csv": "leads",
        "Potentials.csv": "deals", "Products.csv": "products", "Tasks.csv": "activities", "Users.csv": "users",
    },
    "maven_crm": {
        "accounts.csv": "accounts", "products.csv": "products", "sales_pipeline.csv": "deals",
        "sales_teams.csv": "users",
    },
    "olist": {
        "olist_closed_deals_dataset.csv": "deals", "olist_marketing_qualified_leads_dataset.csv": "leads",
    },
    "salesforce_workshop": {
        "data/Account.csv": "accounts", "data/Campaign.csv": "campaigns", "data/CampaignMember.csv": "members",
        "data/Contact.csv": "people", "data/Lead.csv": "leads", "data/Opportunity.csv": "deals",
        "data/Task.csv": "activities",
    },
    "salesforce_fixtures": {
        "sf_account_data.csv": "accounts", "sf_contact_data.csv": "people", "sf_event_data.csv": "activities",
        "sf_lead_data.csv": "leads", "sf_opportunity_data.csv": "deals", "sf_opportunity_history_data.csv": "changes",
        "sf_product_2_data.csv": "products", "sf_task_data.csv": "activities", "sf_user_data.csv": "users",
    },
    "hubspot_fixtures": {
        "company_data.csv": "accounts", "company_data_databricks.csv": "accounts",
        "company_data_postgres.csv": "accounts",
        "company_data_snowflake.csv": "accounts", "company_property_history_data.csv": "changes",
        "contact_data.csv": "leads", "contact_form_submission_data.csv": "activities",
        "contact_property_history_data.csv": "changes", "deal_data.csv": "deals",
        "deal_property_history_data.csv": "changes", "deal_stage_data.csv": "changes",
        "engagement_call_data.csv": "activities", "engagement_communication_data.csv": "activities",
        "engagement_email_data.csv": "activities", "engagement_meeting_data.csv": "activities",
        "engagement_note_data.csv": "activities", "engagement_task_data.csv": "activities", "owner_data.csv": "users",
        "users_data.csv": "users",
    },
    "x_education": {"leads.csv": "leads", "leads_damaged.csv": "leads"},
    # Nothing of a CRM in a bank's telephone contacts, in paths of channels, in tests of readers.
    "bank_calls": {},
    "channel_attribution": {},
    "torture": {},
}  # fmt: skip


def lines(path: Path) -> int:
    """Lines with a cell, as plain csv counts them."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return sum(1 for row in csv.reader(stream) if any(cell.strip() for cell in row)) - 1


@pytest.mark.parametrize("folder", sorted(USED))
def test_each_file_is_taken_for_what_it_is_and_no_line_is_lost(folder: str) -> None:
    with exports.read([DATA / folder]) as reading:
        assert {file.name: file.object for file in reading.picture.used} == USED[folder]
        assert reading.is_understood == bool(USED[folder])
        for file in reading.picture.used:
            assert file.rows + file.unread == lines(DATA / folder / file.name), file.name
        for file in reading.picture.used:
            told = reading.evidence.one(
                f"SELECT count(*) FROM raw_{file.object} WHERE file_no = {file.number}"
            )
            assert told == file.rows
        assert "Files:" in as_text(reading.picture)


def test_what_does_not_join_is_named() -> None:
    with exports.read([DATA / "maven_crm"]) as reading:
        joins = {(join.table, join.column): join for join in reading.picture.joins}
        products = joins["deals", "product"]
        assert (products.values, products.matched, products.missing) == (8800, 7320, ("GTXPro",))
        assert joins["deals", "owner"].share == 1
        told = reading.evidence.rows(
            "SELECT status, count(*) AS n, sum(amount) AS worth FROM deals GROUP BY 1"
        )
    worth = {row["status"]: (row["n"], row["worth"]) for row in told}
    assert (worth["won"], worth["lost"][0], worth["open"][0]) == ((4238, 10_005_534), 2473, 2089)


def test_dates_amounts_and_stages_of_zoho_are_read() -> None:
    rows = list(csv.DictReader((DATA / "zoho_demo" / "Potentials.csv").open(encoding="utf-8-sig")))
    with exports.read([DATA / "zoho_demo"]) as reading:
        evidence = reading.evidence
        assert evidence.filled("deals", "created_at") == len(rows)
        won = [
            float(row["Amount"].strip("$").replace(",", "")) for row in rows if row["Stage"] == "Closed Won"
        ]
        assert evidence.one("SELECT sum(amount) FROM deals WHERE status = 'won'") == pytest.approx(sum(won))
        assert evidence.one("SELECT count(*) FROM leads WHERE deal IS NOT NULL") == 3632
        first = evidence.one("SELECT created_at FROM deals WHERE name = 'Lewis, James' AND lead = '1832'")
        assert str(first) == "2021-04-15 00:02:00"
        spent = sum(1000 * float(row["Actual Cost"].strip("$K").replace(",", "")) for row in campaigns())
        assert evidence.one("SELECT sum(cost) FROM campaigns") == pytest.approx(spent)


def campaigns() -> Iterator[dict[str, str]]:
    """The campaigns as plain csv reads them."""
    with (DATA / "zoho_demo" / "Campaigns.csv").open(encoding="utf-8-sig") as stream:
        yield from csv.DictReader(stream)


def test_a_zip_of_the_same_files_reads_the_same(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in (DATA / "salesforce_workshop" / "data").glob("*.csv"):
            archive.write(file, f"data/{file.name}")
    with exports.read([path]) as packed, exports.read([DATA / "salesforce_workshop"]) as plain:
        for table in ("leads", "deals", "activities", "members"):
            asked = f"SELECT * EXCLUDE (file_no) FROM {table} ORDER BY 1"
            assert packed.evidence.rows(asked) == plain.evidence.rows(asked)
