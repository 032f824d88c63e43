"""Is a late-stage change shared by all reps, or does it sit with some of them?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc, chdtri, chndtr

from detente.analytics.verdict.stage_counts import StageCounts

Floats = NDArray[np.float64]
Chosen = Callable[[StageCounts], NDArray[np.bool_]]

_FEWEST = 6
_FEWEST_REPS_OF_PLACEBO = 8
_THIRD_SPARED = 0.5
"""Where a share w of the reps carries a change, its variance over reps is (1 - w) / w of its squared mean."""


@dataclass(frozen=True)
class Evenness:
    """`p_shared`: chance of such differences between reps, or larger ones, if all changed alike. `power`: chance to see
    that half of the reps carry it. `reps`: how many had enough in both periods. `change`: mean, on the logit.
    `p_some`: chance of no larger differences than these if two in three of the reps carried it all."""

    p_shared: float
    power: float
    reps: int
    change: float
    p_some: float = 1.0


def evenness(late: list[StageCounts], *, believes_reasons: bool) -> Evenness:
    """Cochran's Q over the reps' changes of both late stages.

    Scaled by the same Q between the halves of the benchmark, where nothing should have changed
    (METHODS 3.2, step 7a). Without reasons every loss counts, else those by sales.
    """
    change, variance = _changes(late, _period(0), _period(1), believes_reasons)
    if len(change) < 3:
        return Evenness(1.0, 0.0, len(change), float(change.mean()) if len(change) else 0.0)
    mean, q = _cochran(change, variance)
    scale, degrees = _placebo(late, believes_reasons), len(change) - 1
    seen = (mean**2 / variance).sum() / scale
    power = 1 - chndtr(chdtri(degrees, 0.05), degrees, max(seen, 1e-9))
    p_some = chndtr(q / scale, degrees, max(_THIRD_SPARED * seen, 1e-9))
    return Evenness(float(chdtrc(degrees, q / scale)), float(power), len(change), float(mean), float(p_some))


def _cochran(change: Floats, variance: Floats) -> tuple[float, float]:
    weight = 1 / variance
    mean = float((weight * change).sum() / weight.sum())
    return mean, float((weight * (change - mean) ** 2).sum())


def _placebo(late: list[StageCounts], believes_reasons: bool) -> float:
    """How much more reps differ between the benchmark's halves than chance says; at least 1."""
    months = [held["month"][held["period"] == 0] for held in late]
    middle = (max((m.max(initial=0) for m in months), default=0) + 1) / 2
    change, variance = _changes(late, _half(middle, False), _half(middle, True), believes_reasons)
    if len(change) < _FEWEST_REPS_OF_PLACEBO:
        return 1.0
    return max(1.0, _cochran(change, variance)[1] / (len(change) - 1))


def _period(period: int) -> Chosen:
    return lambda held: np.asarray(held["period"] == period)


def _half(middle: float, is_second: bool) -> Chosen:
    return lambda held: np.asarray((held["period"] == 0) & ((held["month"] >= middle) == is_second))


def _changes(
    late: list[StageCounts], before: Chosen, after: Chosen, believes_reasons: bool
) -> tuple[Floats, Floats]:
    """Of each rep with enough of both: the change of the sum of logits, and its variance. Rep 0 is nobody."""
    reps = max((int(held["rep"].max(initial=0)) for held in late), default=0) + 1
    change, variance, enough = np.zeros(reps), np.zeros(reps), np.arange(reps) > 0
    for held in late:
        entered = held.all if not believes_reasons else held.passed + held.sales
        passed, tried = (
            [np.bincount(held["rep"][m], n[m], reps).astype(float) for m in (before(held), after(held))]
            for n in (held.passed, entered)
        )
        pool = _pool(passed, tried)
        logits = [
            np.log((a + 2 * pool) / (n - a + 2 * (1 - pool))) for a, n in zip(passed, tried, strict=True)
        ]
        change += logits[1] - logits[0]
        variance += sum(1 / ((n + 2) * pool * (1 - pool)) for n in tried)
        enough &= (tried[0] >= _FEWEST) & (tried[1] >= _FEWEST)
    return change[enough], variance[enough]


def _pool(passed: list[Floats], tried: list[Floats]) -> Floats:
    """Each rep's share of both periods, half drawn to that of all."""
    own = (passed[0] + passed[1] + 1) / (tried[0] + tried[1] + 2)
    every = (passed[0].sum() + passed[1].sum() + 0.5) / (tried[0].sum() + tried[1].sum() + 1)
    return np.asarray(0.5 * own + 0.5 * every)
