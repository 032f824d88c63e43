"""Scores: won and accepted by the band at the hand-over, and whether the bands order them at all."""

from __future__ import annotations

from itertools import permutations
from random import Random
from statistics import fmean
from typing import Any

import pytest
from scipy import stats as scipy_stats

from detente.analytics.query import Query
from detente.analytics.reports.scores_trend import orderings
from detente.analytics.run import answer, behind
from detente.analytics.stats.trend import Step, trend
from tests.analytics.worlds import company

HEAD = "handoff_id | lead_id | kind | to_id | made_at | answer | answered_at | band | score | playbook\n"


def scored(*groups: tuple[str, int, int, int, int, int], made: str = "2026-01-05") -> Any:
    """Bands of (name, points, leads, accepted, won, version); who is not accepted is rejected."""
    leads, handoffs, number = [], [], 0
    for band, points, size, accepted, won, version in groups:
        for nth in range(size):
            number += 1
            stands = "won | -" if nth < won else ("sal | -" if nth < accepted else "exit | rejected")
            closed = "2026-02-01" if nth < won or nth >= accepted else "-"
            leads.append(f"{number} | 2026-01-01 | {'web' if number % 2 else 'fair'} | {stands} | {closed}")
            told = "accepted" if nth < accepted else "rejected"
            handoffs.append(f"{number} | {number} | handed_over | 7 | {made} | {told} | 2026-01-06 | {band} | {points} "
                            f"| {version}")  # fmt: skip
    return company(
        "lead_id | arrived_at | source | milestone | exit | closed_at\n" + "\n".join(leads),
        handoffs=HEAD + "\n".join(handoffs),
    )


def ask(engine: Any, **query: Any) -> Any:
    return answer("scores", engine, Query(**query))


def test_bands_that_order_wins_are_said_to_with_their_shares():
    with scored(("B", 55, 100, 80, 20, 1), ("A", 80, 100, 95, 40, 1), ("C", 30, 100, 60, 5, 1)) as engine:
        found = ask(engine)
        assert found.finding == (
            "Leads of higher bands are won more often: A 40.0 %, B 20.0 % and C 5.0 %.",
            "Sales accepts higher bands more often: A 95.0 %, B 80.0 % and C 60.0 %.",
        )
        assert [row["band"] for row in found.rows] == ["A", "B", "C"]
        assert [(row["mean_score"], row["won"], row["rejected"]) for row in found.rows] == [
            (80, 40, 5), (55, 20, 20), (30, 5, 40)
        ]  # fmt: skip
        assert (found.total["high_rejected"], found.total["low_won"]) == (5, 5)
        for row in found.rows:
            for column in found.columns:
                if column.unit == "count":
                    opened = behind("scores", engine, Query(), column=column.name, group=row["band"])
                    assert opened.count == row[column.name], (row["band"], column.name)
        assert {row["source"]: row["handoffs"] for row in ask(engine, by="source").rows} == {
            "web": 150,
            "fair": 150,
        }


def test_points_that_do_the_opposite_are_named_too():
    with scored(("A", 80, 100, 90, 5, 1), ("B", 55, 100, 90, 30, 1)) as engine:
        assert "won less often: A 5.0 % and B 30.0 %. The points do not do" in ask(engine).headline


def test_what_cannot_be_told_is_not_told_and_says_what_would_settle_it():
    with scored(("A", 80, 60, 50, 9, 1), ("B", 55, 60, 49, 6, 1)) as engine:
        found = ask(engine)
    assert found.finding[0].startswith(
        "Whether leads of higher bands are won more often cannot be told (15 of 120"
    )
    assert "would take about 1,385 such leads to tell" in found.finding[0]
    assert "cannot be told (99 of 120 answered" in found.finding[1]
    with scored(("A", 80, 20, 15, 3, 1), ("B", 55, 20, 15, 1, 1)) as engine:
        assert "cannot be told yet: 4 of 40 old enough" in ask(engine).headline


def test_young_leads_are_in_no_won_rate_but_their_answers_count():
    with scored(("A", 80, 50, 40, 0, 1), ("B", 55, 50, 40, 0, 1), made="2026-06-20") as engine:
        found = ask(engine)
    assert (found.total["judged"], found.total["immature"], found.total["answered"]) == (0, 80, 100)
    assert all(row["won_rate"] is None and row["acceptance_rate"] == 0.8 for row in found.rows)
    assert any("in no won rate" in str(one) for one in found.cautions)


def test_bands_of_two_versions_are_compared_within_each():
    # In either version the bands do nothing; what is called A in the second is simply of a better time.
    groups = (
        ("A", 80, 200, 150, 20, 1),
        ("B", 55, 20, 15, 2, 1),
        ("A", 80, 20, 15, 8, 2),
        ("B", 55, 200, 150, 80, 2),
    )
    with scored(*groups) as engine:
        found = ask(engine)
        assert "cannot be told" in found.finding[0] or "do not order" in found.finding[0]
        assert any("2 versions of the playbook" in str(one) for one in found.cautions)
        assert ask(engine, where=(("playbook", "2"),)).total["handoffs"] == 220


def test_without_points_there_is_nothing_to_order():
    with scored(("-", 0, 20, 10, 3, 1)) as engine:
        assert (
            ask(engine).headline == "These leads were handed over without points: the playbook had none then."
        )


def test_the_trend_is_the_one_that_every_order_of_the_leads_would_give():
    """The z of all equally likely orders has mean 0 and spread 1, so the one seen is measured rightly."""
    places, having = [0, 0, 1, 1, 2, 2, 2], 3
    seen = []
    for chosen in set(permutations([1] * having + [0] * (len(places) - having))):
        score = sum(place * one for place, one in zip(places, chosen, strict=True))
        seen.append(score)
    mean, spread = fmean(seen), fmean((one - fmean(seen)) ** 2 for one in seen) ** 0.5
    # The same table, ten times as large is too many to list; its variance follows from the formula for one.
    steps = [Step(0, 0, 2), Step(1, 1, 2), Step(2, 2, 3)]
    from detente.analytics.stats.trend import _score

    found, variance = _score(steps)
    assert found == pytest.approx(5 - mean) and variance**0.5 == pytest.approx(spread)


def test_a_trend_over_two_groups_is_the_test_of_two_shares():
    steps = [Step(0, 12, 100), Step(1, 24, 110)]
    p = scipy_stats.chi2_contingency([[12, 88], [24, 86]], correction=False).pvalue
    found = trend([steps])
    assert found is not None and found.p == pytest.approx(p, rel=0.02)


def bands_of(seed: int, rates: tuple[float, float, float]) -> list[dict[str, Any]]:
    random = Random(seed)
    rows = []
    for version in range(1, random.randrange(2, 4)):
        for nth, band in enumerate("ABC"):
            size = random.choice([12, 40, 150, 500])
            won = sum(random.random() < rates[nth] for _ in range(size))
            accepted = sum(random.random() < 0.75 for _ in range(size))
            rows.append({"of_version": version, "of_band": band, "mean_score": 90 - 20 * nth, "judged": size,
                         "judged_won": won, "answered": size, "accepted": accepted})  # fmt: skip
    return rows


def test_bands_that_mean_nothing_are_called_ordered_in_one_report_of_twenty_at_most():
    runs = 400
    false = sum(
        any(one.is_sure for one in orderings(bands_of(seed, (0.1, 0.1, 0.1)))) for seed in range(runs)
    )
    assert false <= scipy_stats.binom.ppf(0.99, runs, 0.05)


def test_bands_that_do_order_wins_are_mostly_found():
    found = [orderings(bands_of(seed, (0.25, 0.12, 0.05)))[0] for seed in range(60)]
    assert sum(one.is_sure and one.is_rising for one in found) >= 45
