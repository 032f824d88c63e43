"""Small samples told honestly: intervals, comparisons, and what is too few to speak of."""

from __future__ import annotations

from collections.abc import Sequence
from math import erfc, sqrt

FEWEST = 10
"""No rate is shown on fewer cases than this."""

_Z95 = 1.959963984540054


def rate(part: int, whole: int) -> float | None:
    """`part / whole`; None on fewer than `FEWEST` cases."""
    return part / whole if whole >= FEWEST else None


def wilson(part: int, whole: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927): keeps its level near 0 and 1, where most win rates are."""
    share, z2 = part / whole, _Z95**2
    middle = share + z2 / (2 * whole)
    spread = _Z95 * sqrt(share * (1 - share) / whole + z2 / (4 * whole**2))
    low, high = ((middle - spread) / (1 + z2 / whole), (middle + spread) / (1 + z2 / whole))
    return (0.0 if part == 0 else low, 1.0 if part == whole else high)


def difference(part: int, whole: int, other_part: int, other_whole: int) -> float | None:
    """Two-sided p-value that two shares are the same (pooled z test).

    None where the test does not hold: an expected count below 5 on either side.
    """
    pooled = (part + other_part) / (whole + other_whole) if whole and other_whole else 0.0
    if min(whole, other_whole) * min(pooled, 1 - pooled) < 5:
        return None
    spread = sqrt(pooled * (1 - pooled) * (1 / whole + 1 / other_whole))
    return erfc(abs(part / whole - other_part / other_whole) / spread / sqrt(2))


def discoveries(p_values: Sequence[float], *, q: float = 0.10) -> list[bool]:
    """Which of several comparisons to believe (Benjamini and Hochberg 1995): of them, `q` are false."""
    order = sorted(range(len(p_values)), key=lambda at: p_values[at])
    passed = [nth for nth, at in enumerate(order, 1) if p_values[at] <= q * nth / len(order)]
    believed = set(order[: max(passed, default=0)])
    return [at in believed for at in range(len(p_values))]
