"""Shares of reps drawn towards the mean of all: few leads say little, and the extremes are mostly chance."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv

from detente.analytics.stats.intervals import FEWEST

Floats = NDArray[np.float64]
Ends = tuple[float | None, float | None, float | None]

_LEAST, _MOST = 5.0, 500.0
_UNKNOWN = 50.0
"""Pseudo-leads where fewer than three reps have enough leads to tell how much reps differ."""


def pooled(passed: Floats, tried: Floats) -> list[Ends]:
    """Of each rep the share and its 95 % interval, by a beta-binomial; None on fewer than 10 leads of their own.

    Its pseudo-leads stand for how alike reps are: the moments' estimate from reps with at least 10 leads.
    """
    every = tried.sum()
    mean = float((passed.sum() + 0.5) / (every + 1))
    weight = _pseudo_leads(passed, tried, mean)
    yes, no = passed + weight * mean, tried - passed + weight * (1 - mean)
    share, low, high = yes / (yes + no), betaincinv(yes, no, 0.025), betaincinv(yes, no, 0.975)
    return [
        (float(share[i]), float(low[i]), float(high[i])) if tried[i] >= FEWEST else (None, None, None)
        for i in range(len(tried))
    ]


def _pseudo_leads(passed: Floats, tried: Floats, mean: float) -> float:
    held = tried >= FEWEST
    if held.sum() < 3:
        return _UNKNOWN
    shares = passed[held] / tried[held]
    within = float(np.mean(mean * (1 - mean) / tried[held]))
    between = float(np.var(shares, ddof=1)) - within
    return float(np.clip(mean * (1 - mean) / between - 1, _LEAST, _MOST)) if between > 0 else _MOST
