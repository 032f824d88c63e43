"""Maven and Zoho hold no difference between agents, sources, products or campaigns: none is named anywhere.

The questions are put through the readers, as somebody would; counts are taken from the files by the csv module.
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from detente.analytics.audit.checks.goals import CHECKS
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Audit
from detente.analytics.audit.funnel import funnel
from detente.analytics.audit.run import audit
from detente.intake import exports

SETS = Path(__file__).parents[4] / "shared" / "data"
DIFFERENCES = ("win_rates_by_rep", "win_rates_by_source", "come_through_by_source", "accepted_against_won",
               "volume_over_quality", "what_numbers_reward", "logged_in_bursts", "definition_changed")  # fmt: skip

pytestmark = pytest.mark.skipif(not SETS.is_dir(), reason="the real sets are not on this machine")


def lines(name: str) -> list[dict[str, str]]:
    with (SETS / name).open(encoding="utf-8-sig", errors="replace", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def maven():
    with exports.read([SETS / "maven_crm"]) as reading:
        yield reading.evidence


@pytest.fixture(scope="module")
def zoho():
    with exports.read([SETS / "zoho_demo"]) as reading:
        yield reading.evidence


def told(evidence: Evidence) -> Audit:
    return audit(evidence, checks=CHECKS, strict=True)


def all_words(answer: Audit) -> str:
    found = [f"{one.finding.sentence} {one.finding.todo} {one.finding.breakdowns}" for one in answer.found]
    return " ".join([*found, *(one.sentence for one in (*answer.passed, *answer.not_run))])


def test_maven_names_no_agent_and_no_product(maven):
    answer = told(maven)
    assert {one.check.slug for one in answer.found}.isdisjoint(DIFFERENCES)
    closed = Counter(row["sales_agent"] for row in lines("maven_crm/sales_pipeline.csv")
                     if row["deal_stage"] in ("Won", "Lost"))  # fmt: skip
    agents = len([agent for agent, deals in closed.items() if deals >= 10])
    said = next(one.sentence for one in answer.passed if one.check.slug == "win_rates_by_rep")
    assert f"Win rates of {agents} owners do not differ" in said
    assert f"({closed.total():,} closed deals" in said
    names = {*closed, *(row["product"] for row in lines("maven_crm/products.csv"))}
    assert not [name for name in names if name in all_words(answer)]


def test_zoho_names_no_owner_no_source_and_no_campaign(zoho):
    answer = told(zoho)
    assert {one.check.slug for one in answer.found}.isdisjoint(DIFFERENCES)
    asked = {one.check.slug for one in answer.passed}
    assert {"win_rates_by_rep", "win_rates_by_source", "come_through_by_source"} <= asked
    sentences = " ".join(one.sentence for one in (*answer.passed, *answer.not_run))
    sentences += " ".join(one.finding.sentence for one in answer.found)
    potentials = lines("zoho_demo/Potentials.csv")
    names = {row["Potential Owner"] for row in potentials} | {row["Lead Source"] for row in potentials} - {""}
    names |= {row["Campaign Name"] for row in lines("zoho_demo/Campaigns.csv")}
    assert not [name for name in names if name in sentences]


def test_zohos_sources_agree_no_more_often_than_by_chance(zoho):
    """Its potentials are joined to leads at random: that is said, and the count is the files'."""

    def plain(source: str) -> str:
        return "".join(sign for sign in source.casefold() if sign.isalnum())

    of_lead = {row["LEADID"]: row["Lead Source"] for row in lines("zoho_demo/Leads.csv")}
    pairs = [
        (of_lead.get(row["LEADID"], ""), row["Lead Source"]) for row in lines("zoho_demo/Potentials.csv")
    ]
    both = [(plain(lead), plain(deal)) for lead, deal in pairs if lead and deal]
    answer = told(zoho)
    found = next(one.finding for one in answer.found if one.check.slug == "sources_disagree")
    assert (found.count, found.of) == (sum(lead != deal for lead, deal in both), len(both))
    assert "joined at random" in found.sentence


def test_olists_sources_differ_and_its_owners_can_not_be_judged():
    with exports.read([SETS / "olist"]) as reading:
        answer = told(reading.evidence)
        steps = funnel(reading.evidence)
    found = next(one.finding for one in answer.found if one.check.slug == "come_through_by_source")
    assert "social (5.6 %" in found.sentence and "email (3.0 %" in found.sentence
    table = {row["source"]: (row["part"], row["whole"]) for row in found.breakdowns[0].rows}
    assert table["paid_search"] == (195, 1586) and table["social"] == (75, 1350)
    refused = next(one.sentence for one in answer.not_run if one.check.slug == "win_rates_by_rep")
    assert "same end" in refused or "no deals.owner" in refused
    assert steps is not None and steps.matured is not None
    assert [(step.slug, step.count) for step in steps.steps] == [("leads", 8000), ("won", 842)]
    assert any("Wins are recorded only from 5 December 2017" in note for note in steps.notes)
