"""The real Maven files under the shipped mapping: 8,800 deals without leads, by the known answers."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from django.db.models import Count, Sum

from detente.crm.deals.models import Deal, Product
from detente.crm.imports.models import ImportBatch
from detente.crm.people.models import Account, User
from detente.intake.batches import accounting, run, start
from detente.intake.mapping import Mapping, from_yaml
from detente.intake.planning import plan

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared/data/maven_crm"
FILES = [DATA / name for name in ("products.csv", "sales_teams.csv", "accounts.csv", "sales_pipeline.csv")]

pytestmark = pytest.mark.skipif(not DATA.exists(), reason="the Maven data is not here")


@pytest.fixture
def maven() -> Mapping:
    return from_yaml((ROOT / "examples/maven/maven.yaml").read_text())


@pytest.fixture
def pipeline() -> list[dict[str, str]]:
    """The lines as Python's own csv module reads them, with the one misspelling mended by hand."""
    with (DATA / "sales_pipeline.csv").open() as stream:
        rows = list(csv.DictReader(stream))
    return [row | {"product": row["product"].replace("GTXPro", "GTX Pro")} for row in rows]


def test_maven(maven: Mapping, pipeline: list[dict[str, str]], bring_in: Callable[..., ImportBatch]) -> None:
    """One import for all that is promised of it."""
    batch = bring_in((ROOT / "examples/maven/maven.yaml").read_text(), *FILES)
    assert accounting(batch).read == 7 + 35 + 85 + 8_800
    assert (accounting(batch).merged, accounting(batch).rejected) == (0, 0)
    the_known_answers(pipeline)
    deals_without_an_account_are_stored_all_the_same(pipeline)
    agents_are_users_who_cannot_sign_in_with_team_and_manager()
    every_deal_is_its_line(pipeline)


def the_known_answers(pipeline: list[dict[str, str]]) -> None:
    stages = Counter(Deal.objects.values_list("stage", flat=True))
    assert stages == {"won": 4_238, "lost": 2_473, "proposal": 1_589, "discovery": 500}
    there = Counter(deal.custom["stage in Maven"] for deal in Deal.objects.only("custom"))
    assert there == Counter(row["deal_stage"] for row in pipeline)
    won = Deal.objects.filter(status="won").aggregate(value=Sum("amount_minor"))["value"]
    assert won == 10_005_534 * 100 == sum(int(row["close_value"] or 0) for row in pipeline) * 100
    assert {
        name: (series, price)
        for name, series, price in Product.objects.values_list("name", "series", "price_minor")
    } == {
        row["product"]: (row["series"], int(row["sales_price"]) * 100)
        for row in csv.DictReader(FILES[0].open())
    }
    by_product = Deal.objects.filter(status="won").values_list("product").annotate(Count("id"))
    assert dict(by_product) == Counter(row["product"] for row in pipeline if row["deal_stage"] == "Won")
    assert Account.objects.count() == 85
    assert Account.objects.get(name="Acme Corporation").revenue_minor == Decimal("1100.04") * 1_000_000 * 100


def deals_without_an_account_are_stored_all_the_same(pipeline: list[dict[str, str]]) -> None:
    found = Deal.objects.filter(account=None)
    assert found.count() == sum(not row["account"] for row in pipeline) == 1_425
    row = next(row for row in pipeline if not row["account"])
    assert found.filter(name=f"{row['product']} · {row['opportunity_id']}").count() == 1


def agents_are_users_who_cannot_sign_in_with_team_and_manager() -> None:
    with FILES[1].open() as stream:
        teams = {
            row["sales_agent"]: (row["regional_office"], row["manager"]) for row in csv.DictReader(stream)
        }
    agents = User.objects.filter(role="ae").select_related("team")
    assert {agent.name: agent.team.name for agent in agents if agent.team} == {
        a: t for a, (t, _) in teams.items()
    }
    managers = User.objects.filter(role="manager").values_list("name", "team__name")
    assert set(managers) == {(manager, team) for team, manager in teams.values()}
    assert not User.objects.filter(role__in=("ae", "manager"), is_active=True).exists()


def every_deal_is_its_line(pipeline: list[dict[str, str]]) -> None:
    deals = Deal.objects.select_related("account", "owner").order_by("pk")
    for deal, row in zip(deals, pipeline, strict=True):
        closed = deal.closed_at.strftime("%-m/%-d/%Y") if deal.closed_at else ""
        assert (deal.owner.name, deal.product, deal.account.name if deal.account else "", closed) == (
            row["sales_agent"], row["product"], row["account"], row["close_date"],
        )  # fmt: skip
        if row["engage_date"]:
            assert deal.opened_at.strftime("%-m/%-d/%Y") == row["engage_date"]


def test_the_misspelt_product_is_offered_for_mending_not_mended(maven: Mapping, ada: User) -> None:
    blank = replace(maven, files=tuple(replace(file, mend={}) for file in maven.files))
    found = plan(FILES, blank, check_lines=False)
    offered = {(offer.field, offer.slip.said): (offer.slip.like, offer.slip.lines) for offer in found.offers}
    assert offered == {
        ("product", "GTXPro"): ("GTX Pro", 1_480),
        ("country", "Philipines"): ("Philippines", 1),
    }
    assert plan(FILES, maven, check_lines=False).offers == []
    batch = start(FILES, blank, by=ada)
    run(batch)
    assert Deal.objects.filter(product="GTXPro").count() == 1_480
