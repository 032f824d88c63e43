"""Process findings in real exports, against counts made by hand from the same files."""

from __future__ import annotations

import csv
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from detente.analytics.audit.finding import NotRun, Passed
from detente.intake import exports
from tests.analytics.audit.asking import ask, found

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
DAY = timedelta(days=1)

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the real data is not here")


def table(name):
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def evidence():
    """The evidence of a folder of real exports, each read once."""
    held = {}

    def of(folder):
        if folder not in held:
            held[folder] = exports.read([DATA / folder]).evidence
        return held[folder]

    yield of
    for one in held.values():
        one.close()


def zoho_time(text):
    return datetime.strptime(text, "%d %b, %Y %H:%M:%S")


def american(text):
    return datetime.strptime(text, "%m/%d/%Y").date() if text else None


def test_open_deals_of_zoho_past_their_date_and_without_work(evidence):
    held = evidence("zoho_demo")
    deals = table("zoho_demo/Potentials.csv")
    opened = [row for row in deals if not row["Stage"].startswith("Closed")]
    late = sum(zoho_time(row["Closing Date"]).date() < held.as_of.date() for row in opened)
    assert found("past_close_date", held)[:2] == (late, len(opened)) and late > 1700
    idle = sum(row["Activities Involved"] == "No" for row in opened)
    assert found("deals_without_activity", held)[:2] == (idle, len(opened))
    won = [row for row in deals if row["Stage"] == "Closed Won"]
    assert found("wins_not_logged", held)[:2] == (
        sum(row["Activities Involved"] == "No" for row in won),
        1425,
    )
    assert isinstance(ask("quarter_end_pile_up", held), Passed)
    assert isinstance(ask("hoarding", held), Passed)  # nothing in this company is worth a name


def test_dates_and_tasks_of_zoho(evidence):
    held = evidence("zoho_demo")
    came = {row["LEADID"]: zoho_time(row["Created Time"]).date() for row in table("zoho_demo/Leads.csv")}
    before = 0
    for row in table("zoho_demo/Potentials.csv"):
        began = zoho_time(row["Created Time"]).date()
        before += began < came[row["LEADID"]] - DAY
    assert found("deal_before_lead", held)[:2] == (before, 3632)
    left = [row for row in table("zoho_demo/Tasks.csv") if row["Status"] != "Completed"]
    due = sum(zoho_time(row["Due Date"]).date() < held.as_of.date() for row in left)
    assert found("tasks_overdue", held)[:2] == (due, len(left))
    assert isinstance(ask("converted_without_deal", held), Passed)
    assert isinstance(
        ask("response_time", held), NotRun
    )  # 4 of 10 worked leads show it: too few to tell times


def test_untouched_leads_of_zoho(evidence):
    held = evidence("zoho_demo")
    calls = table("zoho_demo/Calls.csv") + table("zoho_demo/Events.csv")
    named = {row["LEADID"] for row in calls}
    waiting = [row["LEADID"] for row in table("zoho_demo/Leads.csv")
               if row["CONVERTED"] == "No" and row["Lead Status"] in ("Not Contacted", "Pre Qualified")]  # fmt: skip
    assert found("never_touched", held)[2] == sorted(lead for lead in waiting if lead not in named)


def test_maven_has_open_deals_without_dates_and_older_than_deals_get(evidence):
    held = evidence("maven_crm")
    deals = table("maven_crm/sales_pipeline.csv")
    opened = [row for row in deals if row["deal_stage"] in ("Engaging", "Prospecting")]
    assert found("no_close_date", held)[:2] == (len(opened), 2089)
    took = sorted(
        (american(row["close_date"]) - american(row["engage_date"])).days
        for row in deals
        if row["close_date"]
    )
    took = [days for days in took if days > 0]
    within = took[-(-len(took) * 95 // 100) - 1]
    ages = [(date(2017, 12, 31) - american(row["engage_date"])).days for row in opened if row["engage_date"]]
    assert found("open_too_long", held)[:2] == (sum(days > within for days in ages), 1589)
    assert ask("open_too_long", held).finding.cost is None  # no closed deal was ever as old as half of them


def test_maven_wins_close_in_the_last_week_of_quarters_little_more_than_evenly(evidence):
    won = [
        american(row["close_date"])
        for row in table("maven_crm/sales_pipeline.csv")
        if row["deal_stage"] == "Won"
    ]
    whole = [day for day in won if day.month > 3]  # the first quarter begins in March
    last = [day for day in whole if (date(day.year + day.month // 12, (day.month // 3 * 3) % 12 + 1, 1) - day).days <= 7
            and day.month % 3 == 0]  # fmt: skip
    told = ask("quarter_end_pile_up", evidence("maven_crm"))
    assert isinstance(told, Passed)
    assert told.sentence.startswith(f"{100 * len(last) / len(whole):.1f} % of won deals")


def test_one_deal_of_olist_was_won_before_its_lead(evidence):
    came = {
        row["mql_id"]: row["first_contact_date"]
        for row in table("olist/olist_marketing_qualified_leads_dataset.csv")
    }
    before = [
        row["mql_id"]
        for row in table("olist/olist_closed_deals_dataset.csv")
        if row["won_date"][:10] < came[row["mql_id"]]
    ]
    held = evidence("olist")
    count, of, keys = found("deal_before_lead", held)
    assert (count, of) == (len(before), 842) == (1, 842)
    (row,) = held.rows("SELECT lead FROM deals WHERE deal = $deal", {"deal": keys[0]})
    assert row["lead"] == before[0]


def test_a_load_on_one_day_is_seen_in_salesforce_exports(evidence):
    held = evidence("salesforce_workshop")
    deals = table("salesforce_workshop/data/Opportunity.csv")
    closed = [row for row in deals if row["IsClosed"] == "1"]
    early = [row for row in closed if row["CloseDate"] < "2024-01-21" and row["CreatedDate"] > "2024-01-22"]
    assert found("closed_before_created", held)[:2] == (len(early), len(closed))
    assert (
        f"{len(early)} of them were created on 22 January 2024"
        in ask("closed_before_created", held).finding.sentence
    )
    late = [row for row in deals if row["IsClosed"] != "1" and row["CloseDate"] < "2024-01-23"]
    assert found("past_close_date", held)[0] == len(late)
    tasks = table("salesforce_workshop/data/Task.csv")
    due = [row for row in tasks if row["Status"] != "Completed" and row["ActivityDate"] < "2024-01-23"]
    assert found("tasks_overdue", held)[0] == len(due)
