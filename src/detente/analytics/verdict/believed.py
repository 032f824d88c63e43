"""How far stated reasons are believed: always with a doubt, and less or more of it when a blind audit knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv

Floats = NDArray[np.float64]

_MISTAKEN = 2.0, 18.0
"""Beta prior of how often a stated reason is the wrong one: .1 on average, .02 to .23 (decision 87)."""
_MOST_CERTAIN = 0.98


class Reading(Protocol):
    """One way to read stated reasons."""

    def poor(self, period: int, quality: float, sales: float) -> tuple[float, float, float | None]:
        """Of losses stated as quality, as sales, and without a reason: the share truly lost for quality.

        `quality` and `sales` are the numbers stated in this stage and period. None: as the others of it.
        """


@dataclass(frozen=True)
class Mistaken:
    """Reasons are the wrong one at this rate, either way and in both periods alike."""

    rate: float

    def poor(self, period: int, quality: float, sales: float) -> tuple[float, float, None]:
        """stated = (1 - rate) true + rate (all - true), solved for the true number, by Bayes."""
        every, rate = quality + sales, self.rate
        if every <= 0 or quality <= 0 or sales <= 0:
            return 1.0, 0.0, None
        least, most = (1 - _MOST_CERTAIN) * every, _MOST_CERTAIN * every
        true = (quality - rate * every) / (1 - 2 * rate)
        true = min(max(true, min(least, quality)), max(most, quality))
        wrong = true - quality
        return (1.0, wrong / sales, None) if wrong > 0 else (1 + wrong / quality, 0.0, None)


@dataclass(frozen=True)
class Judged:
    """Shares that judges found poor, [period][stated quality, sales, unknown]; NaN where too few tell."""

    shares: Floats

    def poor(self, period: int, quality: float, sales: float) -> tuple[float, float, float | None]:
        """As judged."""
        of_quality, of_sales, of_unknown = (float(one) for one in self.shares[period])
        return of_quality, of_sales, None if np.isnan(of_unknown) else of_unknown


@dataclass(frozen=True)
class Readings:
    """How reasons of early and of late losses are read. None: as stated."""

    early: Reading | None = None
    late: Reading | None = None

    def of(self, is_late: bool) -> Reading | None:
        """The reading for a stage."""
        return self.late if is_late else self.early


AS_STATED = Readings()


def in_doubt(number: int) -> list[Readings]:
    """Readings that stand for what is usually wrong with reasons, from the middles of equal parts of the prior."""
    mistaken = [Mistaken(float(betaincinv(*_MISTAKEN, (i + 0.5) / number))) for i in range(number)]
    return [Readings(one, one) for one in mistaken]


def as_judged(shares: Sequence[Floats]) -> list[Readings]:
    """Readings of late losses by draws of what judges found (see `Audited.rereadings`); early ones are in doubt."""
    doubts = in_doubt(len(shares))
    return [Readings(doubt.early, Judged(one)) for doubt, one in zip(doubts, shares, strict=True)]
