"""The funnel equals an independent count in plain Python, whatever the company and the question."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.analytics.engines import Engine, from_rows
from detente.analytics.query import Query, end_of, start_of
from detente.analytics.run import answer, behind
from detente.analytics.tables import EXITS
from tests.analytics.chance import chance_company
from tests.analytics.recount import Chain, chains, quantile, recount
from tests.analytics.worlds import AS_OF

ZONES = ["UTC", "Europe/Berlin", "America/Sao_Paulo", "Pacific/Auckland"]
days = st.dates(date(2025, 12, 20), date(2026, 7, 10))
queries = st.builds(
    lambda by, where, horizon, zone, period, vendor: Query(
        by=by, where=tuple(where), horizon_days=horizon, zone=zone, from_on=period[0], to_on=period[1], vendor=vendor
    ),
    by=st.sampled_from([None, "source", "month", "vendor", "team"]),
    where=st.lists(st.sampled_from([("source", "web"), ("source", ""), ("vendor", "(none)"), ("team", "sales")]),
                   max_size=2),
    horizon=st.none() | st.integers(1, 120),
    zone=st.sampled_from(ZONES),
    period=st.tuples(st.none() | days, st.none() | days).map(lambda p: p if None in p else tuple(sorted(p))),
    vendor=st.sampled_from([None, None, None, "Acme Leads"]),
)  # fmt: skip


@pytest.fixture(scope="module")
def companies() -> dict[int, tuple[dict[str, Any], Engine]]:
    made = {seed: chance_company(seed) for seed in range(6)}
    return {seed: (tables, from_rows(tables, as_of=AS_OF)) for seed, tables in made.items()}


@given(seed=st.integers(0, 5), query=queries)
@settings(max_examples=40, deadline=None)
def test_every_number_is_what_plain_python_counts(companies, seed, query):
    tables, engine = companies[seed]
    expected = counted_again(tables, query)
    rows = answer("funnel", engine, query).rows
    rows = rows if expected else [row for row in rows if row["leads"]]
    assert {row.get(query.by) if query.by else None for row in rows} == expected.keys()
    for row in rows:
        for name, value in expected[row[query.by] if query.by else None].items():
            assert row[name] == pytest.approx(value, abs=1e-6), name


@given(seed=st.integers(0, 5), query=queries)
@settings(max_examples=15, deadline=None)
def test_the_parts_add_up_and_the_breakdown_to_its_total(companies, seed, query):
    _, engine = companies[seed]
    rows = answer("funnel", engine, query).rows
    for row in rows:
        assert row["won"] + row["open"] + sum(row[name] for name in EXITS) == row["leads"]
        assert (
            row["leads"]
            == row["inquiry"]
            >= row["mql"]
            >= row["sal"]
            >= row["sql"]
            >= row["proposal"]
            >= row["won"]
        )
    (whole,) = answer("funnel", engine, Query(**(vars(query) | {"by": None}))).rows
    for name, total in whole.items():
        if isinstance(total, int):
            assert sum(row[name] for row in rows) == total, name


@pytest.mark.parametrize("query", [Query(by="source"), Query(horizon_days=30, where=(("source", "web"),))])
def test_every_count_opens_into_exactly_its_leads(companies, query):
    _, engine = companies[1]
    found = answer("funnel", engine, query)
    for row in found.rows:
        for column in found.columns:
            if column.unit == "count":
                opened = behind(
                    "funnel", engine, query, column=column.name, group=row.get(query.by or ""), limit=1000
                )
                assert (opened.count, len(set(opened.ids))) == (row[column.name], row[column.name]), (
                    column.name
                )


def counted_again(tables: dict[str, Any], query: Query) -> dict[str | None, dict[str, Any]]:
    zone = str(query.zone)
    return recount(
        tables, as_of=AS_OF, by=query.by, where=query.filters, horizon=query.horizon_days, zone=zone,
        from_at=start_of(query.from_on, zone) if query.from_on else None,
        to_at=end_of(query.to_on, zone) if query.to_on else None,
        mature_days=mature_days(tables, query.vendor), vendor=query.vendor,
    )  # fmt: skip


def mature_days(tables: dict[str, Any], vendor: str | None) -> float:
    """Days within which nine of ten wins of all came, 90 while fewer than ten are dated."""
    whole: list[Chain] = chains(tables, as_of=datetime.max, horizon=None, mature_days=90.0, vendor=vendor)
    times = [d for chain in whole if chain.arrived for d in chain.days("inquiry", "won")]
    return (quantile(times, 0.9) if len(times) >= 10 else None) or 90.0
