"""Splitting a change between its parts so that no order of the parts matters and nothing is left over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from math import factorial

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def shapley(value: Callable[[tuple[int, ...]], Floats], parts: int) -> Floats:
    """Each part's share of value(1, ..., 1) - value(0, ..., 0), averaged over all orders of changing them.

    `value` takes 0 (benchmark) or 1 (now) for each part and returns an array; the result has one
    row more in front, for the parts. Shapley 1953; for products of rates the same as Das Gupta 1993.
    """
    known = {state: np.asarray(value(state), float) for state in product((0, 1), repeat=parts)}
    shares = [np.zeros_like(next(iter(known.values()))) for _ in range(parts)]
    for state, before in known.items():
        for part in range(parts):
            if not state[part]:
                after = known[(*state[:part], 1, *state[part + 1 :])]
                shares[part] = shares[part] + _weight(sum(state), parts) * (after - before)
    return np.array(shares)


def _weight(changed: int, parts: int) -> float:
    """The share of all orders in which exactly these `changed` others come before."""
    return factorial(changed) * factorial(parts - changed - 1) / factorial(parts)


def of_product(before: Sequence[float], after: Sequence[float]) -> Floats:
    """The parts' shares of the change of a product of factors."""
    both = (before, after)
    return shapley(lambda state: np.array(np.prod([both[s][i] for i, s in enumerate(state)])), len(before))
