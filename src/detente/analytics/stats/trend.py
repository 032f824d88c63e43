"""Whether a share rises from group to ordered group (Cochran 1954, Armitage 1955), within strata (Mantel 1963)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import erfc, sqrt

from detente.analytics.stats.intervals import FEWEST, Z95

_FEWEST_EITHER_WAY = 5
_POWER = Z95 + 0.8416212335729143
"""1.96 and the normal quantile of 80 %: how far from 0 a trend must lie to be found four times out of five."""


@dataclass(frozen=True)
class Step:
    """A group at its place in the order: cases, and those of them that have it."""

    place: float
    part: int
    whole: int


@dataclass(frozen=True)
class Trend:
    """`z` above 0: the share rises with the place. `cases` were looked at; `needed` would settle a trend like this."""

    z: float
    cases: int

    @property
    def p(self) -> float:
        """Two-sided p-value that the share does not depend on the place."""
        return erfc(abs(self.z) / sqrt(2))

    @property
    def needed(self) -> int | None:
        """Cases with which a trend as steep as the one seen is found in four of five times; None without any."""
        if abs(self.z) < 0.5:
            return None
        return round(self.cases * (_POWER / self.z) ** 2)


def trend(strata: Sequence[Sequence[Step]]) -> Trend | None:
    """The trend over all strata together, each compared within itself.

    Score and variance are those of the hypergeometric: with N cases and R of them that have it,
    T = sum of place * (part - whole * R / N), V = R (N - R) / (N^2 (N - 1)) * (N sum(whole * place^2) -
    (sum(whole * place))^2). None where nothing can be told: fewer than two groups of `FEWEST` cases,
    or fewer than 5 cases either way.
    """
    steps = [step for stratum in strata for step in stratum]
    cases, having = sum(step.whole for step in steps), sum(step.part for step in steps)
    big = max((sum(step.whole >= FEWEST for step in stratum) for stratum in strata), default=0)
    if big < 2 or min(having, cases - having) < _FEWEST_EITHER_WAY:
        return None
    scores = [_score(stratum) for stratum in strata]
    variance = sum(one for _, one in scores)
    return Trend(sum(one for one, _ in scores) / sqrt(variance), cases) if variance > 0 else None


def _score(stratum: Sequence[Step]) -> tuple[float, float]:
    cases, having = sum(step.whole for step in stratum), sum(step.part for step in stratum)
    if cases < 2:
        return 0.0, 0.0
    share = having / cases
    found = sum(step.place * (step.part - step.whole * share) for step in stratum)
    first = sum(step.whole * step.place for step in stratum)
    second = sum(step.whole * step.place**2 for step in stratum)
    return found, having * (cases - having) / (cases**2 * (cases - 1)) * (cases * second - first**2)
