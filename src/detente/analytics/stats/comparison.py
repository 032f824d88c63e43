"""Each group against the rest: tests of two shares, and differences large enough to matter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import erfc, exp, lgamma, sqrt
from typing import Any

from detente.analytics.stats.intervals import FEWEST
from detente.analytics.stats.multiplicity import discoveries

MATERIAL = 0.07
"""A difference smaller than this share of the rest's rate is not named, however sure it is."""

_FEWEST_EXPECTED = 5


@dataclass(frozen=True)
class Measure:
    """A share that groups are compared on: counts of the cases and of those of them that have it.

    `more` and `fewer` are what a group goes with that stands above or below the rest.
    """

    name: str
    part: str
    whole: str
    more: str
    fewer: str


@dataclass(frozen=True)
class Difference:
    """A group whose share differs from the rest's beyond chance, and materially."""

    group: Any
    measure: Measure
    share: float
    rest: float
    weight: float = 0.0
    """Share of the cases that the rest holds: of two groups that differ, the smaller is the one apart."""
    middle: float | None = None
    """The share of all groups together, those included that stand further apart."""

    @property
    def is_more(self) -> bool:
        """Whether the group stands above the rest."""
        return self.share > self.rest


@dataclass(frozen=True)
class Compared:
    """What a comparison found, and how many groups and comparisons could be made at all."""

    differences: tuple[Difference, ...]
    groups: int
    comparisons: int

    def told(self, group: str | None) -> str:
        """What a group goes with, in words; empty where nothing can be told."""
        own = (one for one in self.differences if one.group == group)
        return ", ".join(one.measure.more if one.is_more else one.measure.fewer for one in own)


def difference(part: int, whole: int, other_part: int, other_whole: int) -> float | None:
    """Two-sided p-value that two shares are the same (pooled z test).

    None where the test does not hold: an expected count below 5 on either side.
    """
    pooled = (part + other_part) / (whole + other_whole) if whole and other_whole else 0.0
    if min(whole, other_whole) * min(pooled, 1 - pooled) < _FEWEST_EXPECTED:
        return None
    spread = sqrt(pooled * (1 - pooled) * (1 / whole + 1 / other_whole))
    return erfc(abs(part / whole - other_part / other_whole) / spread / sqrt(2))


def exact_difference(part: int, whole: int, other_part: int, other_whole: int) -> float:
    """Two-sided p-value that two shares are the same (Fisher's exact test), for counts however small.

    The probability, given the totals, of all splits that are no likelier than the one seen.
    """
    if other_whole < whole:
        part, whole, other_part, other_whole = other_part, other_whole, part, whole
    having, every = part + other_part, whole + other_whole
    if having * 2 > every:
        part, having = whole - part, every - having
    first = max(0, having - other_whole)
    likely = [
        _choose(having, k) + _choose(every - having, whole - k) - _choose(every, whole)
        for k in range(first, min(having, whole) + 1)
    ]
    seen = likely[part - first] + 1e-7
    return min(1.0, sum(exp(one) for one in likely if one <= seen))


def _choose(of: int, number: int) -> float:
    """Logarithm of a binomial coefficient."""
    return lgamma(of + 1) - lgamma(number + 1) - lgamma(of - number + 1)


def against_expected(found: int, expected: float, variance: float, cases: int) -> float | None:
    """Two-sided p-value that a count is the one expected of its mix (score test of observed and expected).

    `variance` is the sum of p (1 - p) over the cases. None where fewer than 5 are expected either way.
    """
    if min(expected, cases - expected) < _FEWEST_EXPECTED or variance <= 0:
        return None
    return erfc(abs(found - expected) / sqrt(variance) / sqrt(2))


def is_material(share: float, rest: float) -> bool:
    """Whether a share differs from the rest's by `MATERIAL` of it or more."""
    return abs(share - rest) >= MATERIAL * rest


def compare(rows: Sequence[Mapping[str, Any]], by: str, measures: Sequence[Measure]) -> Compared:
    """Every group against the rest on every measure, all comparisons taken together.

    The group that stands furthest apart on a measure is named and leaves the rest of that measure
    before the others are compared again: one bad vendor would make everybody else look good.
    Every round is held to as many comparisons as the first. Differences in the order of naming.
    """
    left = {measure.name: list(rows) for measure in measures}
    middles = {measure.name: _share_of_all(rows, measure) for measure in measures}
    first = _tested(left, by, measures)
    named: list[Difference] = []
    while found := _furthest(_tested(left, by, measures), len(first)):
        named += [replace(one, middle=middles[one.measure.name]) for one in found]
        for one in found:
            left[one.measure.name] = [row for row in left[one.measure.name] if row[by] != one.group]
    return Compared(tuple(named), len({one.group for one, _ in first}), len(first))


def _share_of_all(rows: Sequence[Mapping[str, Any]], measure: Measure) -> float | None:
    whole = sum(row[measure.whole] for row in rows)
    return sum(row[measure.part] for row in rows) / whole if whole else None


def _tested(
    left: Mapping[str, Sequence[Mapping[str, Any]]], by: str, measures: Sequence[Measure]
) -> list[tuple[Difference, float]]:
    pairs = [
        _against_rest(row, left[measure.name], by, measure)
        for measure in measures
        for row in left[measure.name]
    ]
    return [pair for pair in pairs if pair is not None]


def _furthest(tested: Sequence[tuple[Difference, float]], comparisons: int) -> list[Difference]:
    """On each measure the surest of the differences to believe, if any."""
    named: dict[str, Difference] = {}
    order = sorted(tested, key=lambda pair: (pair[1], -pair[0].weight))
    believed = discoveries([p for _, p in order], of=comparisons)
    for (found, _), is_believed in zip(order, believed, strict=True):
        if is_believed and is_material(found.share, found.rest):
            named.setdefault(found.measure.name, found)
    return list(named.values())


def _against_rest(
    row: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], by: str, measure: Measure
) -> tuple[Difference, float] | None:
    part, whole = row[measure.part], row[measure.whole]
    other = sum(one[measure.part] for one in rows) - part
    others = sum(one[measure.whole] for one in rows) - whole
    if min(whole, others) < FEWEST:
        return None
    found = Difference(row[by], measure, part / whole, other / others, others / (whole + others))
    p = difference(part, whole, other, others)
    return found, exact_difference(part, whole, other, others) if p is None else p
