"""What is left of points as time goes by, in whole numbers, so that every evaluation agrees to the last tenth.

Points are counted in tenths. A half-life is cut into 4,096 steps; what is left after each stands in a table of
fixed-point numbers (2 to the power of 30 is all), made once. Within a step nothing fades: with a half-life of 60 days
a step lasts 21 minutes, and it takes away less than a five-thousandth.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
TENTHS = 10
DAY = 86_400
STEPS = 4_096
_BITS = 30
LEFT = tuple(round(2 ** (_BITS - step / STEPS)) for step in range(STEPS))
_LEFT = np.array(LEFT, dtype=np.int64)

LOOK = 300
"""Seconds between two looks for the next change; a worker comes by no more often."""
FAR = 365 * DAY // LOOK
"""Looks ahead: after a year the points are reckoned anew in any case."""
NEAR = DAY // LOOK
"""Looks ahead where negative points fade, so that the score may rise and fall again in between."""


def seconds(days: float) -> int:
    """Days as whole seconds."""
    return round(days * DAY)


def tenths(points: float) -> int:
    """Points as whole tenths."""
    return round(points * TENTHS)


def whole(in_tenths: int) -> int:
    """Tenths as whole points, half up."""
    return (in_tenths + TENTHS // 2) // TENTHS


def left_of(given: int, age: int, half_life: int) -> int:
    """Tenths that are left of `given` after `age` seconds."""
    halvings, rest = divmod(age, half_life)
    shift = _BITS + min(halvings, _BITS)
    size = (abs(given) * LEFT[rest * STEPS // half_life] + (1 << (shift - 1))) >> shift
    return size if given >= 0 else -size


def left_of_many(given: int, ages: Ints, half_life: int) -> Ints:
    """`left_of` for many ages."""
    shift = _BITS + np.minimum(ages // half_life, _BITS)
    step = ages % half_life * STEPS // half_life
    size = (abs(given) * _LEFT[step] + (np.int64(1) << (shift - 1))) >> shift
    return size if given >= 0 else -size


def next_look(same_at: Callable[[int], bool], looks: int) -> int:
    """The first of `looks` at which the score is another one (`same_at` says whether it is still the same).

    Where it never changes: the last one.
    """
    low, high = 0, looks
    if same_at(high):
        return high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if same_at(middle) else (low, middle)
    return high
