"""A real funnel, whose answers are known: a Brazilian marketplace's sellers, 2017 and 2018."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from detente.analytics.engines import Engine, open_tables
from detente.analytics.query import Query
from detente.analytics.run import behind
from tests.analytics.worlds import funnel, only

DATA = Path(__file__).parents[2].parent / "shared" / "data" / "olist"

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the data is not beside the repository")

WON_BY_SOURCE = {
    "paid_search": (195, 1586), "organic_search": (271, 2296), "direct_traffic": (56, 499), "referral": (24, 284),
    "social": (75, 1350), "display": (6, 118), "email": (15, 493), "unknown": (179, 1099), "other": (4, 150),
    "other_publicities": (3, 65), None: (14, 60),
}  # fmt: skip


def read(name: str) -> list[dict[str, str]]:
    with (DATA / f"olist_{name}_dataset.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def olist(tmp_path_factory) -> Engine:
    """The two files as a folder of canonical tables: MQLs as leads, closed deals as their wins."""
    folder = tmp_path_factory.mktemp("olist")
    won = {row["mql_id"]: row["won_date"] for row in read("closed_deals")}
    leads, moves = [], []
    for lead_id, row in enumerate(read("marketing_qualified_leads"), 1):
        arrived, closed = row["first_contact_date"], won.get(row["mql_id"], "")
        stage = "won" if closed else "mql"
        leads.append([lead_id, arrived, row["origin"], row["landing_page_id"], stage, stage, closed])
        moves.append([2 * lead_id, lead_id, arrived, "", "mql", "mql"])
        if closed:
            moves.append([2 * lead_id + 1, lead_id, closed, "mql", "won", "won"])
    write(folder / "leads.csv", "lead_id arrived_at source landing_page stage milestone closed_at", leads)
    write(folder / "stage_moves.csv", "move_id lead_id at from_stage to_stage milestone", moves)
    return open_tables(folder)


def write(path: Path, names: str, rows: list[list[object]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([names.split(), *rows])


def test_842_of_8000_were_won(olist):
    answer = funnel(olist)
    assert answer.headline.startswith("842 of 8,000 leads were won (10.5 %, 95 % interval 9.9–11.2 %)")
    assert (answer.rows[0]["mql"], answer.rows[0]["open_mql"]) == (8000, 7158)


def test_every_source_is_as_published(olist):
    found = {row["source"]: (row["won"], row["leads"]) for row in funnel(olist, by="source").rows}
    assert found == WON_BY_SOURCE


def test_days_to_the_win_are_as_published(olist):
    row = only(olist)
    assert row["arrival_to_won_days"] == pytest.approx(14.7, abs=0.05)
    assert row["arrival_to_won_days_p75"] == pytest.approx(55, abs=0.5)
    assert row["arrival_to_won_days_p90"] == pytest.approx(163, abs=0.5)


def test_the_deal_won_before_its_lead_is_shown_with_its_row(olist):
    assert any("1 lead is dated as won before it arrived" in str(one) for one in funnel(olist).cautions)
    (lead,) = behind("funnel", olist, column="won_before_arrival").ids
    (row,) = olist.rows(
        "SELECT arrived_at > closed_at AS is_odd FROM leads WHERE lead_id = $lead", {"lead": lead}
    )
    assert row["is_odd"]


def test_the_cohorts_of_2017_are_told_to_be_truncated(olist):
    first = str(funnel(olist).cautions[0])
    assert "Wins are recorded only from 5 December 2017 on" in first
    assert "the 2017 cohorts (June 2017 to December 2017) are truncated" in first
    assert behind("funnel", olist, column="truncated").count == 1832
    assert not any("truncated" in str(one) for one in funnel(olist, from_on=date(2018, 1, 1)).cautions)


def test_milestones_without_dates_are_reached_and_not_timed(olist):
    row = only(olist)
    assert (row["sal"], row["sql"], row["proposal"], row["undated"]) == (842, 842, 842, 842)
    assert (row["mql_to_sal_days"], row["sal_to_sql_days"], row["proposal_to_won_days"]) == (None, None, None)


def test_a_number_opens_into_its_leads_page_by_page(olist):
    query = Query(by="source")
    first = behind("funnel", olist, query, column="won", group="paid_search", limit=100)
    second = behind("funnel", olist, query, column="won", group="paid_search", limit=100, after=first.after)
    assert (first.count, len(first.ids), second.count, len(second.ids), second.after) == (
        195,
        100,
        195,
        95,
        None,
    )
    assert not set(first.ids) & set(second.ids)
