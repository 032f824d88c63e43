"""Lead quality equals an independent count in plain Python, costs to the last cent, whatever the company."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest

from detente.analytics.engines import from_rows
from detente.analytics.query import Query, end_of, start_of
from detente.analytics.run import answer
from tests.analytics.chance import chance_company
from tests.analytics.recount import Chain, chains
from tests.analytics.worlds import AS_OF

SOURCES = ["web", "fair", "list", None]


def company_with_money(seed: int) -> dict[str, list[dict[str, Any]]]:
    """A company of chance with campaigns, costs of every kind, deals in two currencies and defects."""
    random = Random(seed)
    tables = chance_company(seed)
    for lead in tables["leads"]:
        lead["campaign_id"] = random.choice([None, None, 1, 2, 3])
    tables["campaigns"] = [
        {"campaign_id": n, "name": f"C{n}", "source": SOURCES[n % 3]} for n in (1, 2, 3, 4)
    ]
    tables["costs"] = [_cost(random, n) for n in range(1, 30)]
    tables["deals"] = [
        _deal(random, n, lead) for n, lead in enumerate(tables["leads"], 1) if random.random() < 0.5
    ]
    for n, lead in enumerate(tables["leads"], 1000):
        if random.random() < 0.3:
            kind = random.choice(["bounced", "duplicate", "odd"])
            at = AS_OF - timedelta(days=random.randrange(150))
            cleared = AS_OF if random.random() < 0.3 else None
            tables["defects"].append(
                {"defect_id": n, "lead_id": lead["lead_id"], "kind": kind, "at": at, "cleared_at": cleared}
            )
    return tables


def _cost(random: Random, number: int) -> dict[str, Any]:
    campaign = random.choice([1, 2, 3, 4, None, None])
    vendor = random.choice(["Acme Leads", None]) if campaign is None else None
    day = datetime(2026, random.randrange(1, 8), random.randrange(1, 28)).date()
    return {
        "cost_id": number, "campaign_id": campaign, "vendor": vendor, "on_day": day, "currency": "EUR",
        "source": random.choice(["web", None]) if campaign is None else None,
        "base_minor": random.randrange(-500, 90_000), "amount_minor": 1,
    }  # fmt: skip


def _deal(random: Random, number: int, lead: dict[str, Any]) -> dict[str, Any]:
    closed = (lead["arrived_at"] or AS_OF) + timedelta(days=random.randrange(60))
    return {
        "deal_id": number, "lead_id": lead["lead_id"], "status": random.choice(["won", "lost"]), "closed_at": closed,
        "base_minor": random.choice([None, 100_00, 250_05]), "currency": random.choice(["EUR", "USD"]),
        "amount_minor": 100_00,
    }  # fmt: skip


def shares(tables: dict[str, Any], query: Query) -> tuple[dict[int, int], int]:
    """What each lead costs, and what was spent in vain: bill by bill, lead by lead."""
    firsts = [c for c in chains(tables, as_of=AS_OF, horizon=None, mature_days=90.0) if c.arrived]
    inside = sorted((c for c in firsts if in_period(c.arrived, query)), key=lambda c: c.first["lead_id"])
    bills: dict[Any, int] = defaultdict(int)
    for cost in tables["costs"]:
        if (query.from_on or cost["on_day"]) <= cost["on_day"] <= (query.to_on or cost["on_day"]):
            target = (cost["campaign_id"],) if cost["campaign_id"] else (None, cost["vendor"], cost["source"])
            bills[target, cost["on_day"].strftime("%Y-%m")] += cost["base_minor"]
    held: dict[int, int] = {}
    in_vain = 0
    for (target, month), minor in bills.items():
        mine = [c.first for c in inside if belongs(c.first, target)]
        of_month = [lead for lead in mine if lead["arrived_at"].strftime("%Y-%m") == month]
        bearers = of_month or mine
        in_vain += 0 if bearers else minor
        for nth, lead in enumerate(bearers, 1):
            part = int(nth * minor / len(bearers)) - int((nth - 1) * minor / len(bearers))
            held[lead["lead_id"]] = held.get(lead["lead_id"], 0) + part
    return held, in_vain


def belongs(lead: dict[str, Any], target: tuple[Any, ...]) -> bool:
    if len(target) == 1:
        return bool(lead["campaign_id"] == target[0])
    _, vendor, source = target
    return (
        (vendor or source) is not None
        and vendor in (None, lead["vendor"])
        and source in (None, lead["source"])
    )


def in_period(at: datetime, query: Query) -> bool:
    first = start_of(query.from_on, "UTC") if query.from_on else datetime.min
    last = end_of(query.to_on, "UTC") if query.to_on else datetime.max
    return first <= at < last


def row_of(held: list[Chain], tables: dict[str, Any], costs: dict[int, int]) -> dict[str, Any]:
    """The counts and the money of a group."""
    links = {c.first["lead_id"]: {lead["lead_id"] for lead in c.links} for c in held}
    flaws = {
        key: {d["kind"] for d in tables["defects"] if d["lead_id"] in of and not d["cleared_at"]}
        - {"won_before_arrival"}
        for key, of in links.items()
    }
    won = [c for c in held if c.won]
    values = [
        d["base_minor"] if d["base_minor"] is not None else (d["amount_minor"] if d["currency"] == "EUR" else None)
        for c in won for d in tables["deals"] if d["lead_id"] in links[c.first["lead_id"]] and d["status"] == "won"
    ]  # fmt: skip
    known = [value for value in values if value is not None]
    costed = [c for c in held if c.first["lead_id"] in costs]
    return {
        "leads": len(held), "won": len(won),
        "mql": sum(c.reached >= 2 for c in held), "sal": sum(c.reached >= 3 for c in held),
        "sql": sum(c.reached >= 4 for c in held),
        "answered": sum(c.reached >= 3 or c.place == "rejected" for c in held),
        "defective": sum(bool(kinds) for kinds in flaws.values()),
        "bounced": sum("bounced" in kinds for kinds in flaws.values()),
        "other_defect": sum("odd" in kinds for kinds in flaws.values()),
        "costed": len(costed), "costed_won": sum(c.won for c in costed),
        "value_minor": sum(known) if known else (None if won else 0),
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    "period", [{}, {"from_on": datetime(2026, 2, 10).date(), "to_on": datetime(2026, 5, 3).date()}]
)
def test_every_number_and_every_cent_is_what_plain_python_counts(seed, period):
    tables = company_with_money(seed)
    query = Query(**period)
    costs, in_vain = shares(tables, query)
    with from_rows(tables, as_of=AS_OF, currency="EUR") as engine:
        found = answer("lead_quality", engine, query)
    groups: dict[str | None, list[Chain]] = defaultdict(list)
    for chain in chains(tables, as_of=AS_OF, horizon=None, mature_days=90.0):
        if chain.arrived and in_period(chain.arrived, query):
            groups[chain.first["source"] or None].append(chain)
    rows = {row["source"]: row for row in found.rows}
    for source, held in groups.items():
        for name, value in row_of(held, tables, costs).items():
            assert rows[source][name] == value, (source, name)
    assert found.total["cost_minor"] == sum(costs.values()) + in_vain
    assert sum(row["cost_minor"] or 0 for row in found.rows) == found.total["cost_minor"]
