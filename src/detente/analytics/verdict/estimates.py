"""A change with its interval, from draws or from both twins together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.analytics.verdict.naming import ends

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Estimate:
    """A change as a share of the benchmark's win rate, with its 90 % interval: the union of both twins'."""

    estimate: float
    low: float
    high: float


def estimate_of(share: Floats) -> Estimate:
    """The median of draws, and their 90 % interval."""
    low, middle, high = ends(share)
    return Estimate(middle, low, high)


def union(estimates: list[Estimate]) -> Estimate:
    """The interval that covers both twins', around the mean of their estimates."""
    middle = sum(one.estimate for one in estimates) / len(estimates)
    return Estimate(middle, min(one.low for one in estimates), max(one.high for one in estimates))
