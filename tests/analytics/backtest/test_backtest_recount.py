"""A back-test's numbers counted once more: lead by lead, response by response, in plain Python."""

from __future__ import annotations

from collections import Counter
from statistics import median
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.analytics.backtest import Past, Terms, backtest
from detente.analytics.points import Column, Leads, Touches
from detente.crm.playbook.agreement import default_document
from detente.crm.playbook.conditions import holds
from detente.crm.playbook.points import read_readiness, read_scoring
from detente.crm.scoring import rules
from detente.crm.scoring.rules import Touch

DAY = 86_400
SINCE, UNTIL = 1_760_000_000, 1_760_000_000 + 70 * DAY
TITLES = (None, "Head of IT", "Student", "Buyer")
KINDS = ("form", "request", "survey", "download", "visit")
people = st.fixed_dictionaries(
    {
        "title": st.sampled_from(TITLES), "has_email": st.booleans(), "source": st.sampled_from(["web", "fair", None]),
        "owner": st.sampled_from(["Sven", None]), "reason": st.sampled_from([None, "price", "timing"]),
        "rank": st.integers(0, 3),
        "done": st.lists(st.tuples(st.integers(0, 60 * DAY), st.sampled_from(KINDS)), max_size=4),
    }
)  # fmt: skip


def terms(document: dict[str, Any], minutes: int, **sides: str) -> Terms:
    scoring, readiness = read_scoring(document["scoring"]), read_readiness(document["sales_ready"])
    return Terms(scoring, readiness, minutes, sides, {"price": "Price"})


def past_of(company: list[dict[str, Any]]) -> tuple[Past, list[list[Touch]]]:
    done = [[Touch(SINCE + at, code) for at, code in sorted(row["done"])] for row in company]
    ranks = np.array([row["rank"] for row in company])
    facts = {
        "person.title": Column.of(row["title"] for row in company),
        "person.has_email": Column.of(row["has_email"] for row in company),
        "person.has_phone": Column.of(False for _ in company),
    }
    told = ((place, touch.at, touch.code) for place, mine in enumerate(done) for touch in mine)
    past = Past(
        since=SINCE, until=UNTIL, business_days=50, ids=np.arange(1, len(company) + 1),
        leads=Leads(len(company), facts), touches=Touches.of(told), arrived=np.full(len(company), SINCE),
        source=Column.of(row["source"] for row in company), owner=Column.of(row["owner"] for row in company),
        reason=Column.of(row["reason"] for row in company), was_offered=ranks >= 1, was_accepted=ranks >= 2,
        was_won=ranks >= 3, response_minutes=np.array([30, 60, 61, 500]), busiest_day=3.0, worked_days=14.0,
        capacity={"Sven": 20},
    )  # fmt: skip
    return past, done


def alone(agreed: Terms, row: dict[str, Any], done: list[Touch]) -> tuple[int | None, int, str]:
    """When one lead is ready for the first time, and its points and band at its last response."""
    facts = {"person.title": row["title"], "person.has_email": row["has_email"], "person.has_phone": False}
    ready = None
    for number, touch in enumerate(done, 1):
        points = rules.points_of(agreed.scoring, facts, done[:number], touch.at)
        if ready is None and rules.is_ready(agreed.readiness, points, facts, done[:number]):
            ready = touch.at
    last = rules.points_of(agreed.scoring, facts, done, done[-1].at if done else SINCE)
    return ready, last.score, last.band.code


@settings(max_examples=60, deadline=None)
@given(st.lists(people, min_size=1, max_size=25), st.integers(20, 60), st.integers(-20, 40))
def test_a_backtest_counts_what_a_recount_counts(company: Any, threshold: int, points: int) -> None:
    """Readiness, outcomes, sources, bands, gains, loads and answers, for any company and any change."""
    document = default_document()
    old = terms(document, 60, price="unknown", timing="unknown")
    changed = default_document()
    changed["sales_ready"]["threshold"] = threshold
    changed["scoring"]["engagement"]["groups"][0]["rules"][1]["points"] = points
    new = terms(changed, 30, price="sales", timing="unknown")
    past, done = past_of(company)
    found = backtest(old, new, past, holds=holds)

    before, after = (
        [alone(agreed, row, mine) for row, mine in zip(company, done, strict=True)] for agreed in (old, new)
    )
    both = list(zip(company, before, after, strict=True))
    for ready, chosen in (
        (found.ready.old, [(row, b[0]) for row, b, _ in both if b[0]]),
        (found.ready.new, [(row, a[0]) for row, _, a in both if a[0]]),
        (found.ready.only_new, [(row, a[0]) for row, b, a in both if a[0] and not b[0]]),
        (found.ready.only_old, [(row, b[0]) for row, b, a in both if b[0] and not a[0]]),
    ):
        assert ready.count == len(chosen)
        assert (ready.won.part, ready.won.whole) == (sum(row["rank"] == 3 for row, _ in chosen), len(chosen))
        offered = [row for row, _ in chosen if row["rank"] >= 1]
        assert (ready.accepted.part, ready.accepted.whole) == (
            sum(r["rank"] >= 2 for r in offered),
            len(offered),
        )
        if ready in (found.ready.old, found.ready.new) and chosen:
            assert ready.median_days == round(median(at - SINCE for _, at in chosen) / DAY, 1)
    sources = {
        row.name: (row.leads, row.old_ready, row.new_ready, row.gain, row.lose) for row in found.sources
    }
    assert sources == {
        name: (
            sum(row["source"] == name for row in company),
            sum(row["source"] == name and bool(b[0]) for row, b, _ in both),
            sum(row["source"] == name and bool(a[0]) for row, _, a in both),
            sum(row["source"] == name and a[1] > b[1] for row, b, a in both),
            sum(row["source"] == name and a[1] < b[1] for row, b, a in both),
        )
        for name in {row["source"] for row in company}
    }  # fmt: skip
    assert {(c.old, c.new): c.leads for c in found.bands} == Counter((b[2], a[2]) for _, b, a in both)
    assert [one.new - one.old for one in found.gaining] == sorted(
        (a[1] - b[1] for _, b, a in both if a[1] > b[1]), reverse=True
    )[:5]
    loads = {row.name: row for row in found.loads}
    mine = sum(row["owner"] == "Sven" and bool(a[0]) for row, _, a in both)
    if mine:
        assert (loads["Sven"].new_a_week, loads["Sven"].new_open) == (mine / 10, round(mine / 10 * 2, 1))
    assert found.answering.new_a_day == round(found.ready.new.count / 50, 2)
    assert found.answering.old_within and found.answering.new_within
    assert (found.answering.old_within.part, found.answering.new_within.part) == (2, 1)
    assert [(row.code, row.new, row.leads) for row in found.reasons] == [
        ("price", "sales", sum(row["reason"] == "price" for row in company))
    ]
