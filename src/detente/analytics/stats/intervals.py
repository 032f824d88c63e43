"""Shares with their intervals, and what is too few to speak of."""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt
from typing import Any

FEWEST = 10
"""No rate is shown on fewer cases than this."""

Z95 = 1.959963984540054


def rate(part: int, whole: int) -> float | None:
    """`part / whole`; None on fewer than `FEWEST` cases."""
    return part / whole if whole >= FEWEST else None


def wilson(part: float, whole: float) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927): keeps its level near 0 and 1, where most win rates are."""
    share, z2 = part / whole, Z95**2
    middle = share + z2 / (2 * whole)
    spread = Z95 * sqrt(share * (1 - share) / whole + z2 / (4 * whole**2))
    low, high = ((middle - spread) / (1 + z2 / whole), (middle + spread) / (1 + z2 / whole))
    return (0.0 if part == 0 else low, 1.0 if part == whole else high)


def interval(part: int, whole: int) -> tuple[float, float] | tuple[None, None]:
    """Wilson's interval; blank at both ends on fewer than `FEWEST` cases."""
    return wilson(part, whole) if whole >= FEWEST else (None, None)


def rated(row: Mapping[str, Any], shares: Mapping[str, tuple[str, str]]) -> dict[str, float | None]:
    """Each share of a counted row as `<name>_rate` with its `_low` and `_high`; `shares` name its part and whole."""
    found: dict[str, float | None] = {}
    for name, (part, whole) in shares.items():
        found[f"{name}_rate"] = rate(row[part], row[whole])
        found[f"{name}_low"], found[f"{name}_high"] = interval(row[part], row[whole])
    return found


def share_of_cost(cost: int, part: int) -> int | None:
    """Cost for each of `part` in whole minor units, half away from 0; None for none."""
    if not part:
        return None
    each = (2 * abs(cost) + part) // (2 * part)
    return each if cost >= 0 else -each


def cost_interval(cost: int, part: int, whole: int) -> tuple[int | None, int | None]:
    """95 % interval of the cost for each of `part` won of `whole` leads: the cost is known, the share is not.

    Cost for each lead divided by the ends of Wilson's interval of the share. Blank below `FEWEST`
    leads, and open above (None) where the share may be 0.
    """
    low, high = interval(part, whole)
    if low is None or high is None or cost <= 0:
        return None, None
    each = cost / whole
    return (round(each / high) if high else None, round(each / low) if low else None)
