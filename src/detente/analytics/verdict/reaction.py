"""Did follow-up fall because leads got worse? Reps who try harder where a lead looks good react to worse leads.

That part is contested, and not blamed on sales (METHODS 3.2, step 7c). Two signs of it: sources where leads got worse
lost follow-up, too; or, within a source, better grades were followed up better all along, so that leads that
look worse at the same grade would be followed up less without anybody having changed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from detente.analytics.verdict.follow_up import FollowUp

Floats = NDArray[np.float64]

Passing = Callable[[int, int, int], Floats]
_RIDGE = 0.005
"""Added to the spread of quality below a slope: sources (or grades) that hardly differ give none."""


class Reached(Protocol):
    """The funnel, as far as this needs it."""

    fits: Floats
    follow_up: FollowUp | None

    def mix(self, sources: int, quality: int) -> Floats: ...
    def reached(self, quality: int, effort: int) -> Floats: ...
    def contact(self, quality: int, effort: int) -> Floats: ...


def reaction(funnel: Reached, won: Passing) -> tuple[Floats, Floats]:
    """Draws of the slope of follow-up on quality, and of the share of the change of follow-up that lies on it.

    Of the two signs the surer one, or where both are sure the larger.
    """
    mix = 0.25 * sum((funnel.mix(a, b) for a in (0, 1) for b in (0, 1)), np.zeros(1))
    by_source = _over_sources(funnel, won, mix)
    if funnel.follow_up is None or mix.shape[2] < 2:
        return by_source
    by_grade = _within_sources(funnel.follow_up, funnel, won, mix)
    return max(by_source, by_grade, key=_weight)


def _weight(one: tuple[Floats, Floats]) -> tuple[bool, float]:
    slope, share = one
    return bool(np.quantile(slope, 0.05) > 0), float(np.median(share))


def _over_sources(funnel: Reached, won: Passing, mix: Floats) -> tuple[Floats, Floats]:
    weight = mix.sum(2) / mix.sum((1, 2))[:, None]
    before, after = (_by_source(mix, funnel.contact(0, effort)) for effort in (0, 1))
    effort = (after - before) / np.maximum(before, 1e-12)
    quality = np.log(_by_source(funnel.fits[:, 1], funnel.reached(1, 0) * won(1, 1, 0)))
    quality = quality - np.log(_by_source(funnel.fits[:, 0], funnel.reached(0, 0) * won(0, 0, 0)))
    mean_quality, mean_effort = ((weight * one).sum(1) for one in (quality, effort))
    slope = _slope(weight, quality - mean_quality[:, None], effort - mean_effort[:, None])
    return slope, _share(slope * mean_quality, mean_effort)


def _within_sources(follow_up: FollowUp, funnel: Reached, won: Passing, mix: Floats) -> tuple[Floats, Floats]:
    """The slope over grades in the benchmark, and what it foretells of the leads' change at the same grade."""
    weight = mix / mix.sum((1, 2), keepdims=True)
    before, after = np.log(follow_up.effort(0)), np.log(follow_up.effort(1))
    worth = [np.log(np.maximum(follow_up.treated_alike(q) * won(q, q, 0), 1e-12)) for q in (0, 1)]
    slope = _slope(weight, _centred(weight, worth[0]), _centred(weight, before))
    worse = (weight * (worth[1] - worth[0])).sum((1, 2))
    return slope, _share(slope * worse, (weight * (after - before)).sum((1, 2)))


def _centred(weight: Floats, values: Floats) -> Floats:
    """Less the mean of each source."""
    mean = (weight * values).sum(2, keepdims=True) / np.maximum(weight.sum(2, keepdims=True), 1e-12)
    return np.asarray(values - mean)


def _slope(weight: Floats, quality: Floats, effort: Floats) -> Floats:
    over = tuple(range(1, weight.ndim))
    return np.asarray((weight * quality * effort).sum(over) / ((weight * quality**2).sum(over) + _RIDGE))


def _share(foretold: Floats, whole: Floats) -> Floats:
    """The share of a change that was foretold; 0 where it goes the other way, 1 at most."""
    return np.asarray(np.clip(foretold / np.where(np.abs(whole) < 1e-6, 1e-6, whole), 0, 1))


def _by_source(mix: Floats, chance: Floats) -> Floats:
    return np.asarray((mix * chance).sum(2))
