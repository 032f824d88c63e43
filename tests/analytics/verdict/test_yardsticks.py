"""A target and the best sources say how far it is to them; they never say whose fault it is."""

from __future__ import annotations

import pytest

from bench.verdict.worlds import WORLDS
from bench.verdict.writing import FROM, TO, write
from detente.analytics.engines import from_rows, open_tables
from detente.analytics.errors import BadQuery
from detente.analytics.query import Query
from detente.analytics.reason_sides import side_of, sides
from detente.analytics.run import of_the_tables, span_of
from detente.analytics.verdict.reckoning import reckon

GOAL = {
    "target_id": 1,
    "code": "wins",
    "measure": "won",
    "is_promise": False,
    "amount": 100,
    "per": "month",
    "unit": "count",
}


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    """A company of 3,000 leads a year whose follow-up got worse."""
    folder = tmp_path_factory.mktemp("yardsticks")
    write(folder, 3_000, WORLDS["bad_follow_up"], 3)
    with open_tables(folder) as engine:
        return {name: engine.rows(f"SELECT * FROM {name}") for name in ("leads", "stage_moves", "activities")}


def verdict(rows, against):
    with from_rows(rows) as engine:
        query = of_the_tables(Query(FROM, TO), engine)
        return reckon(engine, query, span_of(engine, query).first_arrival_at, against)


def test_against_a_target_only_the_total_is_told(rows):
    found = verdict(rows | {"targets": [GOAL]}, "target")
    aimed = 100 * 182 / 30.4375
    assert found.base_rate * found.counted.leads[1] == pytest.approx(aimed)
    expected_wins = found.rate * found.counted.leads[1]
    assert found.total.estimate == pytest.approx(expected_wins / aimed - 1, abs=0.03)
    assert found.names == ("cannot_tell",) and found.named.why == ("against_target",) and not found.components
    assert verdict(rows | {"targets": [GOAL | {"amount": 1}]}, "target").names == ()
    assert verdict(rows, "target").named.why == ("no_target",)
    share = GOAL | {"amount": found.rate, "unit": "share"}
    assert verdict(rows | {"targets": [share]}, "target").total.estimate == pytest.approx(0, abs=0.03)


def test_against_the_best_sources_the_mix_is_told_and_nobody_named(rows):
    found, before = verdict(rows, "best_quartile"), verdict(rows, "before")
    assert found.names == ("cannot_tell",) and set(found.components) == {"mix"}
    assert found.base_rate > before.base_rate
    assert found.total.estimate < found.components["mix"].estimate < 0
    web = [row | {"source": "web"} for row in rows["leads"]]
    assert verdict(rows | {"leads": web}, "best_quartile").named.why == ("too_few_sources",)


def test_a_benchmark_that_does_not_exist_is_refused_with_those_that_do(rows):
    with pytest.raises(BadQuery, match=r"before, last_year, target, best_quartile"):
        verdict(rows, "yesterday")


def test_a_reason_speaks_for_one_side_in_both_periods():
    """The latest agreement of the exit, else of the reason anywhere, else the words of its code."""
    reasons = [(1, "lost", "price", "sales"), (2, "lost", "price", "quality"), (1, "lost", "wrong_number", "quality"),
               (1, "lost", "odd", "unknown")]  # fmt: skip
    told = ("price", "wrong_number", "odd", "too_small", "went_dark", "whatever")
    tables = {
        "leads": [{"lead_id": n, "milestone": "exit", "exit": "lost", "exit_reason": one}
                  for n, one in enumerate(told)],
        "reasons": [dict(zip(("playbook", "exit", "reason", "side"), row, strict=True)) for row in reasons],
    }  # fmt: skip
    with from_rows(tables) as engine:
        found = {(row["exit"], row["reason"]): row["side"] for row in engine.rows(sides())}
    assert {name: found["lost", name] for name in told} == {
        "price": "quality", "wrong_number": "data", "odd": "missing", "too_small": "quality", "went_dark": "sales",
        "whatever": "missing"}  # fmt: skip
    assert found["disqualified", "price"] == "quality"
    assert side_of("price") == "missing"
