"""Intervals and comparisons, checked against scipy and published examples."""

from __future__ import annotations

import pytest
from scipy import stats

from detente.analytics.stats.comparison import difference
from detente.analytics.stats.intervals import rate, wilson
from detente.analytics.stats.multiplicity import discoveries


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
