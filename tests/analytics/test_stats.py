"""Intervals, comparisons and waiting times, checked against scipy and published examples."""

from __future__ import annotations

from random import Random

import pytest
from scipy import stats

from detente.analytics.stats.comparison import Measure, compare, difference, exact_difference
from detente.analytics.stats.intervals import cost_interval, rate, share_of_cost, wilson
from detente.analytics.stats.multiplicity import discoveries
from detente.analytics.stats.survival import Wait, happened_by, median_of_happened


@pytest.mark.parametrize(("part", "whole"), [(0, 10), (1, 10), (842, 8000), (10, 10), (3, 65)])
def test_the_interval_is_wilsons(part, whole):
    known = stats.binomtest(part, whole).proportion_ci(method="wilson")
    assert wilson(part, whole) == pytest.approx((known.low, known.high), abs=1e-12)


def test_the_difference_of_two_shares_is_the_pooled_z_test():
    known = stats.chi2_contingency([[195, 1586 - 195], [647, 6414 - 647]], correction=False).pvalue
    assert difference(195, 1586, 647, 6414) == pytest.approx(known, rel=1e-9)


def test_too_few_cannot_be_compared():
    assert difference(0, 12, 10, 100) is None
    assert difference(0, 0, 10, 100) is None


def test_discoveries_follow_benjamini_and_hochberg():
    p_values = [
        0.0001,
        0.0004,
        0.0019,
        0.0095,
        0.0201,
        0.0278,
        0.0298,
        0.0344,
        0.0459,
        0.3240,
        0.4262,
        0.5719,
        0.6528,
        0.7590,
        1.0,
    ]  # their paper's example, of which four hold at 5 %
    for q in (0.05, 0.10):
        assert discoveries(p_values, q=q) == [p <= q for p in stats.false_discovery_control(p_values)]
    assert sum(discoveries(p_values, q=0.05)) == 4
    assert discoveries([]) == []


def test_no_rate_on_fewer_than_ten():
    assert (rate(3, 9), rate(3, 10), rate(0, 0)) == (None, 0.3, None)


@pytest.mark.parametrize(
    ("part", "whole", "other_part", "other_whole"),
    [(0, 12, 10, 100), (8, 74, 70, 3292), (5, 12, 2, 900), (10, 10, 3, 30), (60, 61, 10, 40), (0, 10, 0, 10)],
)
def test_small_counts_are_compared_exactly(part, whole, other_part, other_whole):
    known = stats.fisher_exact([[part, whole - part], [other_part, other_whole - other_part]]).pvalue
    assert exact_difference(part, whole, other_part, other_whole) == pytest.approx(known, abs=1e-9)


def waits(seed: int, number: int = 80) -> list[Wait]:
    random = Random(seed)
    return [
        Wait(random.choice([random.randrange(1, 40), random.randrange(1, 400)]), random.random() < 0.4)
        for _ in range(number)
    ]


@pytest.mark.parametrize("seed", range(5))
def test_the_share_to_whom_it_happened_is_kaplan_meiers(seed):
    held = waits(seed)
    seen = stats.CensoredData.right_censored([w.days for w in held], [not w.happened for w in held])
    known = stats.ecdf(seen).cdf
    for days, share in happened_by(held):
        assert share == pytest.approx(float(known.evaluate(days)), abs=1e-12)


def test_without_anybody_waiting_the_median_is_that_of_the_wins():
    found = median_of_happened([Wait(days, True) for days in range(1, 22)])
    assert (found.days, found.low < 11 < found.high) == (11, True)


def test_those_who_still_wait_make_the_median_later():
    quick = [Wait(days, True) for days in range(1, 22)]
    young = [Wait(12, False, 60)]
    assert median_of_happened([*quick, *young, Wait(22, True)]).days > 14
    assert median_of_happened(quick[:9]) is None


def test_a_cost_is_shared_by_half_cents_away_from_nothing():
    assert [share_of_cost(100, 3), share_of_cost(5, 2), share_of_cost(-5, 2), share_of_cost(7, 0)] == [
        33,
        3,
        -3,
        None,
    ]


def test_cost_for_each_won_is_as_unsure_as_the_share_won():
    low, high = cost_interval(1_000_00, 10, 100)
    shares = wilson(10, 100)
    assert (low, high) == (round(1000 / shares[1]), round(1000 / shares[0]))
    assert cost_interval(1_000_00, 0, 100)[1] is None
    assert cost_interval(1_000_00, 1, 9) == (None, None)


WINS = Measure("won", "won", "leads", "more wins", "fewer wins")


def told(**groups: tuple[int, int]) -> dict[str, bool]:
    rows = [{"by": name, "won": won, "leads": leads} for name, (won, leads) in groups.items()]
    return {one.group: one.is_more for one in compare(rows, "by", (WINS,)).differences}


def test_one_bad_group_does_not_make_the_others_good():
    assert told(list=(10, 900), web=(105, 1000), fair=(98, 1000), mail=(101, 1000)) == {"list": False}


def test_of_two_groups_the_smaller_is_the_one_apart():
    assert told(list=(5, 400), rest=(300, 3000)) == {"list": False}


def test_a_sure_difference_too_small_to_matter_is_not_named():
    assert told(a=(50_000, 100_000), b=(52_000, 100_000)) == {}


def test_a_group_of_few_is_not_compared():
    assert told(a=(9, 9), b=(10, 100), c=(11, 100)) == {}
