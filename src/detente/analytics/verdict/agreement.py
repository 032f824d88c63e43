"""Shares, agreement beyond chance, and their intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv

Floats = NDArray[np.float64]

_ENDS = 0.05, 0.95
_DRAWS = 4_000
_SEED = 20_260


@dataclass(frozen=True)
class Share:
    """A share (or a kappa) of `n` leads with its 90 % interval; all three None where n is 0."""

    n: int
    estimate: float | None
    low: float | None
    high: float | None


def share_of(held: Sequence[bool]) -> Share:
    """A share with its Jeffreys interval."""
    if not held:
        return Share(0, None, None, None)
    yes, no = sum(held) + 0.5, len(held) - sum(held) + 0.5
    low, high = (float(betaincinv(yes, no, q)) for q in _ENDS)
    estimate = sum(held) / len(held)
    return Share(len(held), estimate, min(low, estimate), max(high, estimate))


def kappa_of(pairs: Sequence[tuple[int, ...]], opinions: int) -> Share:
    """Cohen's kappa of pairs of opinions (as numbers from 0); the interval is of draws from a nearly flat table."""
    table = np.zeros((opinions, opinions))
    for one, other in pairs:
        table[one, other] += 1
    estimate = float(_kappas(table[None])[0]) if pairs else np.nan
    if np.isnan(estimate):
        return Share(len(pairs), None, None, None)
    draws = np.random.default_rng(_SEED).dirichlet((table + 1 / table.size).ravel(), _DRAWS)
    low, high = np.nanquantile(_kappas(draws.reshape(-1, *table.shape)), _ENDS)
    return Share(len(pairs), estimate, min(float(low), estimate), max(float(high), estimate))


def _kappas(tables: Floats) -> Floats:
    """Cohen's kappa of each table; NaN where both judges said one and the same of all leads."""
    tables = tables / tables.sum((1, 2), keepdims=True)
    seen = np.trace(tables, axis1=1, axis2=2)
    by_chance = (tables.sum(1) * tables.sum(2)).sum(1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(by_chance < 1, (seen - by_chance) / (1 - by_chance), np.nan))


def spread_beta(yes: float, no: float, number: int, rng: np.random.Generator) -> Floats:
    """Draws of a beta, one from each of `number` equal parts of it: few draws, and still all of its width."""
    parts = (rng.permutation(number) + rng.uniform(size=number)) / number
    return np.asarray(betaincinv(yes, no, parts))
