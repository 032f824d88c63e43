"""Where a share jumps from one week to the next and stays there: a change-point, not a trend and not a wave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import erfc, sqrt

_AROUND = 8
_FEWEST_WEEKS = 20
_ERRS = 0.001
_LARGE, _POINTS = 0.3, 0.05
"""Judgement: a jump by 30 % of the share before and by 5 points at least."""


@dataclass(frozen=True)
class Week:
    """Cases of a week, and those of them that have it."""

    starts_on: date
    part: int
    whole: int


@dataclass(frozen=True)
class Jump:
    """From this week on the share is another; both are of the eight weeks on either side."""

    starts_on: date
    before: float
    since: float
    cases: int


def jump(weeks: Sequence[Week]) -> Jump | None:
    """The largest jump, when chance at all possible weeks does not explain it; scatter within both sides allowed for.

    The two sides' pooled z, divided by the root of Pearson's chi-square for each degree of freedom within them, is
    held to 1 in 1,000 over all weeks tried (Bonferroni).
    """
    if len(weeks) < _FEWEST_WEEKS:
        return None
    tried = [(abs(_z(weeks, at)), at) for at in range(_AROUND, len(weeks) - _AROUND + 1)]
    z, at = max(tried)
    if erfc(z / sqrt(2)) * len(tried) > _ERRS:
        return None
    before, since = weeks[at - _AROUND : at], weeks[at : at + _AROUND]
    low, high = _share(before), _share(since)
    if abs(high - low) < max(_POINTS, _LARGE * low) or not _is_sudden(weeks, at):
        return None
    return Jump(weeks[at].starts_on, low, high, sum(week.whole for week in (*before, *since)))


def _z(weeks: Sequence[Week], at: int) -> float:
    """The difference between the eight weeks on either side, in standard errors."""
    sides = (weeks[at - _AROUND : at], weeks[at : at + _AROUND])
    whole = [sum(week.whole for week in side) for side in sides]
    share = _share([*sides[0], *sides[1]])
    if min(whole) < 50 or not 0 < share < 1:
        return 0.0
    scatter = max(1.0, sum(_scatter(side) for side in sides) / (2 * _AROUND - 2))
    error = sqrt(share * (1 - share) * (1 / whole[0] + 1 / whole[1]) * scatter)
    return (_share(sides[1]) - _share(sides[0])) / error


def _scatter(side: Sequence[Week]) -> float:
    share = _share(side)
    if not 0 < share < 1:
        return 0.0
    return sum(
        (week.part - week.whole * share) ** 2 / (week.whole * share * (1 - share))
        for week in side
        if week.whole
    )


def _is_sudden(weeks: Sequence[Week], at: int) -> bool:
    """Whether three weeks on either side carry most of the difference: a slow rise does not."""
    near = _share(weeks[at : at + 3]) - _share(weeks[at - 3 : at])
    whole = _share(weeks[at : at + _AROUND]) - _share(weeks[at - _AROUND : at])
    return near * whole > 0 and abs(near) > 0.7 * abs(whole)


def _share(weeks: Sequence[Week]) -> float:
    whole = sum(week.whole for week in weeks)
    return sum(week.part for week in weeks) / whole if whole else 0.0
