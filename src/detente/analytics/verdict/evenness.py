"""Is a late-stage fall shared by all reps, or do some of them carry it?

Both are told as models, and what counts is how much likelier one makes the counts than the other: a Bayes factor
(decision 97). What is not known is integrated out: how good each rep was, how far either stage fell, how many
carry it, how much reps differ by themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, logsumexp

from detente.analytics.verdict.stage_counts import StageCounts

Floats = NDArray[np.float64]
Chosen = Callable[[StageCounts], NDArray[np.bool_]]
_Late = Sequence[tuple[StageCounts, StageCounts]]

FEWEST_REPS = 3
"""With fewer, "some of them" is one person."""
_CHANGES = np.linspace(-3.5, 1.0, 46)
"""Changes of a rep's logit that are tried, a tenth apart."""
_FALLS = _CHANGES[_CHANGES <= 0]
_USUAL_FALL = 0.6
"""Standard deviation of the mean fall of a stage on the logit, half-normal, before anything is seen."""
_USUAL_DRIFT = 0.3
"""The same of what happens to all within the benchmark."""
_SPREADS = np.array([0.1, 0.2, 0.3, 0.5])
_SPREAD_CHANCES = np.array([0.35, 0.3, 0.25, 0.1])
"""How much reps may differ by themselves, on the logit of a stage, whatever befell all."""
_CARRIERS = (0.3, 0.4, 0.5, 0.6)
"""Shares of reps that may carry a fall of some."""
_REST = ((0.0, 0.6), (0.2, 0.4))
"""What part of the carriers' fall the others have, and how likely that is."""
_ALIKE = 12.0
"""Pseudo-entries of all reps behind each rep's rate of the benchmark: reps differ by about half a logit."""
_QUANTILES = (np.arange(24) + 0.5) / 24


@dataclass(frozen=True)
class Evenness:
    """`some`: how many times likelier the counts are if some reps carry the fall than if all share it; below 1 speaks
    for all. `reps`: how many entered a late stage in both periods. `change`: of all together, on the logit."""

    some: float
    reps: int
    change: float


@dataclass(frozen=True)
class _Moves:
    """By rep: passed and ended, before and after. `ripened`: how far open leads will yet lift the logit of all who
    ended after, beyond those before."""

    before: Floats
    of_before: Floats
    after: Floats
    of_after: Floats
    ripened: float = 0.0


def evenness(
    ended: Sequence[StageCounts], expected: Sequence[StageCounts], *, believes_reasons: bool
) -> Evenness:
    """Compare "all reps fell alike" with "three to six in ten of them carry it", over both late stages.

    Without reasons every loss counts, else those by sales. Reps differ by what `ended`; open leads, which stand in
    `expected` with everybody's chances, would make them alike, and count for the level of all only. How far reps differ
    by themselves is learned from the benchmark's halves, where nothing should have changed (METHODS 3.2, step 7a).
    """
    late = list(zip(ended, expected, strict=True))
    moves = _moves(late, _period(0), _period(1), believes_reasons)
    known = np.logical_and.reduce([(one.of_before > 0) & (one.of_after > 0) for one in moves])
    change = sum(map(_change, moves))
    if known.sum() < FEWEST_REPS:
        return Evenness(1.0, int(known.sum()), change)
    seen = [_likelihood(one) for one in moves]
    chances = np.log(_SPREAD_CHANCES) + _placebo(late, believes_reasons)
    both = [
        [of_one + chance for of_one in _shared_and_some([_blurred(one, spread) for one in seen])]
        for chance, spread in zip(chances, _SPREADS, strict=True)
    ]
    shared, some = (float(logsumexp(one)) for one in zip(*both, strict=True))
    return Evenness(float(np.exp(np.clip(some - shared, -50, 50))), int(known.sum()), change)


def _shared_and_some(seen: list[Floats]) -> tuple[float, float]:
    """Log likelihoods of both models, over every fall of the one stage with every fall of the other."""
    fallen = _of_both([one[:, _CHANGES <= 0] for one in seen])
    shared = float(logsumexp(fallen.sum(0) + _prior(_USUAL_FALL)))
    some = []
    for part, likely in _REST:
        rest = _of_both([_at(one, part * _FALLS) for one in seen])
        for share in _CARRIERS:
            each = np.logaddexp(np.log(share) + fallen, np.log(1 - share) + rest)
            chance = np.log(likely / len(_CARRIERS))
            some.append(chance + logsumexp(each.sum(0) + _prior(_USUAL_FALL / share)))
    return shared, float(logsumexp(some))


def _of_both(seen: list[Floats]) -> Floats:
    """[rep, fall of the first stage, fall of the second]."""
    first, second = seen
    return np.asarray(first[:, :, None] + second[:, None, :])


def _prior(usual: float) -> Floats:
    """Log chances of the falls of both stages."""
    found = -0.5 * ((_FALLS[:, None] / usual) ** 2 + (_FALLS[None, :] / usual) ** 2)
    return np.asarray(found - logsumexp(found))


def _likelihood(moves: _Moves) -> Floats:
    """[rep, change]: log likelihood of what passed after, over all that the rep's rate before may have been."""
    pool = (moves.before.sum() + 0.5) / (moves.of_before.sum() + 1)
    passed, lost = moves.before + _ALIKE * pool, moves.of_before - moves.before + _ALIKE * (1 - pool)
    rate = betaincinv(passed[:, None], np.maximum(lost, 1e-6)[:, None], _QUANTILES)
    rate = np.clip(rate, 1e-4, 1 - 1e-4)
    logit = np.log(rate / (1 - rate))[:, None, :] + _CHANGES[None, :, None] - moves.ripened
    after, failed = moves.after[:, None, None], (moves.of_after - moves.after)[:, None, None]
    chance = -after * np.logaddexp(0, -logit) - failed * np.logaddexp(0, logit)
    return np.asarray(logsumexp(chance, axis=2) - np.log(len(_QUANTILES)))


def _blurred(seen: Floats, spread: float) -> Floats:
    """The same if each rep's change lies about the common one with this standard deviation."""
    kernel = np.exp(-0.5 * ((_CHANGES[:, None] - _CHANGES[None, :]) / spread) ** 2)
    kernel /= kernel.sum(1, keepdims=True)
    most = seen.max(1, keepdims=True)
    return np.asarray(np.log(np.exp(seen - most) @ kernel.T + 1e-300) + most)


def _at(seen: Floats, changes: Floats) -> Floats:
    return np.stack([np.interp(changes, _CHANGES, one) for one in seen])


def _placebo(late: _Late, believes_reasons: bool) -> Floats:
    """Log likelihood of each spread, from the benchmark's second half against its first."""
    months = [held["month"][held["period"] == 0] for held, _ in late]
    middle = (max((m.max(initial=0) for m in months), default=0) + 1) / 2
    halves = _moves(late, _half(middle, False), _half(middle, True), believes_reasons)
    drift = -0.5 * (_CHANGES / _USUAL_DRIFT) ** 2
    drift = drift - logsumexp(drift)
    seen = [_likelihood(one) for one in halves]
    return np.array(
        [sum(logsumexp(_blurred(one, spread).sum(0) + drift) for one in seen) for spread in _SPREADS]
    )


def _period(period: int) -> Chosen:
    return lambda held: np.asarray(held["period"] == period)


def _half(middle: float, is_second: bool) -> Chosen:
    return lambda held: np.asarray((held["period"] == 0) & ((held["month"] >= middle) == is_second))


def _moves(late: _Late, before: Chosen, after: Chosen, believes_reasons: bool) -> list[_Moves]:
    """What each rep's leads did in either stage. Rep 0 is nobody."""
    reps = max((int(held["rep"].max(initial=0)) for held, _ in late), default=0) + 1
    found = []
    for ended, expected in late:
        levels = [
            _level(expected, chosen, believes_reasons) - _level(ended, chosen, believes_reasons)
            for chosen in (before, after)
        ]
        sides = [
            np.bincount(ended["rep"][chosen], n[chosen], reps)[1:].astype(float)
            for chosen in (before(ended), after(ended))
            for n in (ended.passed, _entered(ended, believes_reasons))
        ]
        found.append(_Moves(sides[0], sides[1], sides[2], sides[3], levels[1] - levels[0]))
    return found


def _entered(held: StageCounts, believes_reasons: bool) -> Floats:
    return held.passed + held.sales if believes_reasons else held.all


def _level(held: StageCounts, chosen: Chosen, believes_reasons: bool) -> float:
    """The logit of all reps together."""
    mask = chosen(held)
    passed, entered = held.passed[mask].sum(), _entered(held, believes_reasons)[mask].sum()
    return float(np.log((passed + 0.5) / (entered - passed + 0.5)))


def _change(moves: _Moves) -> float:
    """Of all reps together, on the logit."""
    before, of_before = moves.before.sum(), moves.of_before.sum()
    after, of_after = moves.after.sum(), moves.of_after.sum()
    odds = (after + 0.5) / (of_after - after + 0.5), (before + 0.5) / (of_before - before + 0.5)
    return float(np.log(odds[0] / odds[1])) + moves.ripened
