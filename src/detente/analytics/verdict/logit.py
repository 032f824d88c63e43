"""Logistic regression on counted cells, with effects that are drawn to 0 as far as the counts do not carry them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.linalg as linalg
import scipy.sparse as sparse
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_FIXED_VARIANCE = 9.0
"""Prior variance of a fixed effect on the logit: N(0, 3^2) (METHODS 3.2, step 3)."""
_PRIOR_WEIGHT = 2.0
"""Pseudo-effects behind the prior guess of a variance."""
_ROUNDS = 14
_LONGEST_STEP = 4.0


def sigmoid(x: Floats) -> Floats:
    """The probability of a logit."""
    return 1.0 / (1.0 + np.exp(-x))


@dataclass(frozen=True)
class Effects:
    """A group of effects. `codes` names the effect of each cell (-1: none), or holds a dense column of numbers.

    `spread` is the first guess of the standard deviation of random effects; None are fixed ones.
    """

    name: str
    codes: Ints | Floats
    size: int = 1
    spread: float | None = None
    is_dense: bool = False

    def columns(self, cells: int) -> sparse.csr_matrix:
        """The design of these effects, one row a cell."""
        if self.is_dense:
            return sparse.csr_matrix(np.asarray(self.codes, float).reshape(cells, 1))
        codes = np.asarray(self.codes)
        held = codes >= 0
        return sparse.csr_matrix(
            (np.ones(int(held.sum())), (np.nonzero(held)[0], codes[held])), (cells, self.size)
        )


@dataclass(frozen=True)
class Fit:
    """Effects on the logit with their covariance; `spreads` are the standard deviations of each group."""

    beta: Floats
    covariance: Floats
    places: dict[str, slice]
    spreads: dict[str, float]


def fit(groups: Sequence[Effects], successes: Floats, trials: Floats) -> Fit:
    """Penalised maximum likelihood (iteratively reweighted), the variances by EM.

    `groups[0]` is the intercept. `successes` and `trials` may be fractions: expected counts.
    """
    cells = len(trials)
    design = sparse.hstack([group.columns(cells) for group in groups]).tocsr()
    places = _places(groups)
    variances = [_FIXED_VARIANCE if g.spread is None else g.spread**2 for g in groups]
    beta = np.zeros(design.shape[1])
    share = (successes.sum() + 0.5) / (trials.sum() + 1)
    beta[0] = np.log(share / (1 - share))
    covariance = np.eye(len(beta))
    for turn in range(_ROUNDS):
        beta, covariance = _newton(design, beta, _precision(groups, variances), successes, trials)
        if turn >= 2:
            variances = [_variance(g, v, beta[p], np.diag(covariance)[p])
                         for g, v, p in zip(groups, variances, places.values(), strict=True)]  # fmt: skip
    return Fit(beta, covariance, places, dict(zip(places, np.sqrt(variances), strict=True)))


def _places(groups: Sequence[Effects]) -> dict[str, slice]:
    ends = np.cumsum([0, *(group.size for group in groups)])
    return {group.name: slice(int(a), int(b)) for group, a, b in zip(groups, ends, ends[1:], strict=False)}


def _precision(groups: Sequence[Effects], variances: Sequence[float]) -> Floats:
    return np.concatenate([np.full(g.size, 1 / v) for g, v in zip(groups, variances, strict=True)])


def _newton(
    design: sparse.csr_matrix, beta: Floats, precision: Floats, successes: Floats, trials: Floats
) -> tuple[Floats, Floats]:
    """One step, no longer than `_LONGEST_STEP` on the logit, and the inverse of the information."""
    mean = sigmoid(np.clip(design @ beta, -12, 12))
    weight = np.maximum(trials * mean * (1 - mean), 1e-10)
    information = (design.T @ design.multiply(weight[:, None])).toarray() + np.diag(precision)
    factor = linalg.cho_factor(information)
    step = linalg.cho_solve(factor, design.T @ (successes - trials * mean) - precision * beta)
    longest = float(np.abs(step).max())
    beta = beta + step * min(1.0, _LONGEST_STEP / max(longest, 1e-12))
    return beta, linalg.cho_solve(factor, np.eye(len(beta)))


def _variance(group: Effects, variance: float, beta: Floats, diagonal: Floats) -> float:
    """EM: tau^2 <- (b'b + trace of their covariance + 2 s0^2) / (m + 2)."""
    if group.spread is None:
        return variance
    weight = _PRIOR_WEIGHT * group.spread**2
    return max(1e-4, float(beta @ beta + diagonal.sum() + weight) / (group.size + _PRIOR_WEIGHT))


@dataclass(frozen=True)
class Drawn:
    """Draws from what is known of the effects: `beta` has one row a draw."""

    beta: Floats
    places: dict[str, slice]

    def __getitem__(self, name: str) -> Floats:
        return self.beta[:, self.places[name]]

    def one(self, name: str) -> Floats:
        """The draws of a single effect."""
        return self.beta[:, self.places[name].start]


def draw(found: Fit, draws: int, rng: np.random.Generator) -> Drawn:
    """Draws from the normal approximation of the posterior."""
    return Drawn(_normal(found.beta, found.covariance, draws, rng), found.places)


def draw_with_months(
    found: Fit, draws: int, rng: np.random.Generator, months: tuple[int, int], common: Floats
) -> Drawn:
    """The same, but the part of the period's effect that is noise between months moves with `common`.

    A good or bad month hits every stage alike, so the noise must not average out over the stages.
    """
    covariance, at = found.covariance.copy(), found.places["period"].start
    noise = found.spreads["month"] ** 2 * (1 / max(months[0], 1) + 1 / max(months[1], 1))
    noise = min(noise, 0.9 * covariance[at, at])
    covariance[at, at] -= noise
    beta = _normal(found.beta, covariance, draws, rng)
    beta[:, at] += _MONTHS_WIDER * np.sqrt(noise) * common
    return Drawn(beta, found.places)


_MONTHS_WIDER = 1.2
"""METHODS 3.2, step 4: the common noise is drawn a little wider than estimated from few months."""


def _normal(mean: Floats, covariance: Floats, draws: int, rng: np.random.Generator) -> Floats:
    values, vectors = np.linalg.eigh(covariance)
    root = vectors * np.sqrt(np.maximum(values, 1e-12))
    return np.asarray(mean + rng.normal(size=(draws, len(mean))) @ root.T)
