"""The real Olist files under the shipped mapping: Detente's numbers are the known answers."""

from __future__ import annotations

import csv
import statistics
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from detente.crm.capture.models import Lead
from detente.crm.deals.models import Deal
from detente.crm.history.models import Event
from detente.crm.imports.models import ImportBatch
from detente.crm.people.models import User
from detente.intake.batches import accounting

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared/data/olist"
FILES = [DATA / "olist_marketing_qualified_leads_dataset.csv", DATA / "olist_closed_deals_dataset.csv"]
WON_OF_ALL = {
    "paid_search": (195, 1586), "organic_search": (271, 2296), "direct_traffic": (56, 499), "referral": (24, 284),
    "social": (75, 1350), "display": (6, 118), "email": (15, 493), "unknown": (179, 1099), "other": (4, 150),
    "other_publicities": (3, 65), None: (14, 60),
}  # fmt: skip

pytestmark = pytest.mark.skipif(not DATA.exists(), reason="the Olist data is not here")


@pytest.fixture
def olist(bring_in: Callable[..., ImportBatch]) -> ImportBatch:
    return bring_in((ROOT / "examples/olist/olist.yaml").read_text(), *FILES)


def test_olist(olist: ImportBatch) -> None:
    """One import for all that is promised of it."""
    the_known_answers(olist)
    the_one_deal_won_before_its_lead_is_a_defect_with_its_row()
    stages_without_dates_are_reached_not_dated()
    sdrs_and_sellers_are_users_who_cannot_sign_in()


def the_known_answers(olist: ImportBatch) -> None:
    assert (accounting(olist).stored, accounting(olist).rejected) == (8_842, 0)
    leads = Counter(Lead.objects.values_list("source", flat=True))
    won = Counter(Lead.objects.filter(stage="won").values_list("source", flat=True))
    assert {source: (won[source], count) for source, count in leads.items()} == WON_OF_ALL
    assert Deal.objects.filter(status="won").count() == 842
    days = [
        (closed - arrived).total_seconds() / 86_400
        for arrived, closed in Lead.objects.filter(stage="won").values_list("arrived_at", "closed_at")
    ]
    assert round(statistics.median(days), 1) == 14.7


def the_one_deal_won_before_its_lead_is_a_defect_with_its_row() -> None:
    with FILES[0].open() as leads, FILES[1].open() as deals:
        arrived = {row["mql_id"]: row["first_contact_date"] for row in csv.DictReader(leads)}
        early = [row["mql_id"] for row in csv.DictReader(deals) if row["won_date"] < arrived[row["mql_id"]]]
    found = [lead for lead in Lead.objects.filter(stage="won") if lead.defects]
    assert [lead.person.label for lead in found] == [f"#{early[0]}"]
    assert found[0].defects == ["won_before_arrival"]


def stages_without_dates_are_reached_not_dated() -> None:
    moves = Event.objects.exclude(to_stage=None).values_list("kind", "from_stage", "to_stage")
    assert Counter(moves) == {
        ("captured", None, "mql"): 8_000,
        ("deal_opened", "mql", "mql"): 842,
        ("deal_won", "mql", "won"): 842,
    }


def sdrs_and_sellers_are_users_who_cannot_sign_in() -> None:
    made = User.objects.filter(email__endswith="@olist.invalid")
    with FILES[1].open() as stream:
        rows = list(csv.DictReader(stream))
    assert made.count() == len({row["sdr_id"] for row in rows} | {row["sr_id"] for row in rows})
    assert not made.filter(is_active=True).exists()
    deal = Deal.objects.get(lead__person__label=f"#{rows[0]['mql_id']}")
    assert (deal.owner.name, deal.lead.owner.name) == (rows[0]["sr_id"], rows[0]["sdr_id"])
    assert deal.custom["segment"] == rows[0]["business_segment"]
