"""How well one column tells an outcome, measured on records that the estimate hasn't seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit
from scipy.stats import rankdata

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

FOLDS = 5
BINS = 20
"""A column of numbers is cut at its 20-quantiles."""
MOST_CHOICES = 300
_KEY = 0.95
"""Whole numbers that hardly ever recur number the records: they tell nothing that could be learned."""
OPEN_AT_MOST = 0.005
_RECORDS_EACH = 20
MOST_FITTED = 10_000
PRIOR = 10.0
"""Each value's rate is drawn to that of all as if by ten records more."""
SURE = 3.3
"""Standard errors kept from an estimate: 5 % over sixty columns taken together."""


@dataclass(frozen=True)
class Telling:
    """What a column tells of the outcome: `auc` with its 95 % interval, and `part` of what there is to know.

    `part` is 1 - cross entropy / entropy: 0 for a column that tells nothing, 1 for one that settles it. `part_low` is
    what it is at least, with all columns that were tried allowed for.
    """

    auc: float
    auc_low: float
    auc_high: float
    part: float
    part_low: float


NOTHING = Telling(0.5, 0.5, 0.5, 0.0, 0.0)


def coded(said: Sequence[str | None]) -> Ints:
    """Values as numbers of groups: blank is 0; numbers by quantiles; texts that rarely recur are all 1."""
    filled = [one for one in said if one]
    different = len(set(filled))
    if different > BINS and (numbers := _numbers(filled)) is not None:
        cuts = np.unique(np.quantile(numbers, np.linspace(0, 1, BINS + 1)[1:-1]))
        found = np.zeros(len(said), dtype=np.int64)
        found[[at for at, one in enumerate(said) if one]] = 1 + np.searchsorted(cuts, numbers, side="right")
        return found
    if different > MOST_CHOICES:
        return np.array([1 if one else 0 for one in said], dtype=np.int64)
    places = {one: at for at, one in enumerate(dict.fromkeys(filled), start=1)}
    return np.array([places[one] if one else 0 for one in said], dtype=np.int64)


def _numbers(filled: Sequence[str]) -> Floats | None:
    try:
        numbers = np.array([float(one) for one in filled])
    except ValueError:
        return None
    is_key = len(set(filled)) > _KEY * len(filled) and bool(np.all(numbers == np.floor(numbers)))
    return None if is_key else numbers


def folds(number: int) -> Ints:
    """Which part each record is kept out of: the same at every call."""
    return np.random.default_rng(20_26).integers(0, FOLDS, number)


def unseen(codes: Ints, won: Ints, kept: Ints) -> Floats:
    """Each record's rate of its value, as the records of the other parts tell it."""
    found, groups, base = np.zeros(len(won)), int(codes.max()) + 1, won.mean()
    for fold in range(FOLDS):
        others = kept != fold
        n = np.bincount(codes[others], minlength=groups)
        hits = np.bincount(codes[others], weights=won[others], minlength=groups)
        found[~others] = ((hits + PRIOR * base) / (n + PRIOR))[codes[~others]]
    return np.clip(found, 1e-6, 1 - 1e-6)


def is_the_outcome(codes: Ints, won: Ints) -> bool:
    """Whether hardly a record's value leaves its outcome open, in a column of few values."""
    n = np.bincount(codes)
    hits = np.bincount(codes, weights=won)
    is_few = np.count_nonzero(n) * _RECORDS_EACH <= len(won)
    return bool(is_few and np.minimum(hits, n - hits).sum() <= OPEN_AT_MOST * len(won))


def measured(rates: Floats, won: Ints) -> Telling:
    """AUC (Hanley and McNeil 1982) and part of the outcome's entropy that the rates explain."""
    base = won.mean()
    said = np.where(won == 1, np.log(rates / base), np.log((1 - rates) / (1 - base)))
    entropy = -(base * np.log(base) + (1 - base) * np.log(1 - base))
    part, spread = said.mean() / entropy, said.std(ddof=1) / np.sqrt(len(won)) / entropy
    area = auc(rates, won)
    error = 1.96 * _hanley(area, int(won.sum()), int(len(won) - won.sum()))
    return Telling(
        area, max(0.0, area - error), min(1.0, area + error), float(part), float(part - SURE * spread)
    )


def auc(rates: Floats, won: Ints) -> float:
    """The chance that of a won and a lost record the won one has the higher rate; ties count half."""
    ranks, hits = rankdata(rates), int(won.sum())
    return float((ranks[won == 1].sum() - hits * (hits + 1) / 2) / (hits * (len(won) - hits)))


def _hanley(area: float, hits: int, misses: int) -> float:
    one, two = area / (2 - area), 2 * area**2 / (1 + area)
    spread = area * (1 - area) + (hits - 1) * (one - area**2) + (misses - 1) * (two - area**2)
    return float(np.sqrt(max(spread, 0.0) / (hits * misses)))


def together(columns: Sequence[Ints], won: Ints, kept: Ints) -> float | None:
    """AUC of all columns in one ridge logistic regression of their values' log odds, on the two parts kept unseen."""
    if not columns:
        return None
    seen = kept >= 2
    odds = np.column_stack([_odds(codes, won, seen) for codes in columns])
    few = np.flatnonzero(seen)[:MOST_FITTED]
    return auc(odds[~seen] @ _ridge(odds[few], won[few]), won[~seen])


def _odds(codes: Ints, won: Ints, seen: NDArray[Any]) -> Floats:
    groups, base = int(codes.max()) + 1, won[seen].mean()
    n = np.bincount(codes[seen], minlength=groups)
    hits = np.bincount(codes[seen], weights=won[seen], minlength=groups)
    odds: Floats = logit((hits + PRIOR * base) / (n + PRIOR)) - logit(base)
    return odds[codes]


def _ridge(odds: Floats, won: Ints) -> Floats:
    """Weights by iteratively re-weighted least squares; the penalty is one on each weight but the intercept's.

    Sums are written out: the threads of a matrix library cost seconds on a busy machine for a table this small.
    """
    design = np.column_stack([np.ones(len(won)), odds])
    weights, penalty = np.zeros(design.shape[1]), np.eye(design.shape[1])
    penalty[0, 0] = 0.0
    for _ in range(6):
        rate = expit(np.einsum("ij,j->i", design, weights))
        spread = np.maximum(rate * (1 - rate), 1e-6)
        step = np.einsum("ij,i->j", design, won - rate) - penalty @ weights
        bend = np.einsum("ij,i,ik->jk", design, spread, design, optimize=False) + penalty
        weights = weights + np.linalg.solve(bend, step)
    slopes: Floats = weights[1:]
    return slopes
