"""Several comparisons at once: which of them to believe."""

from __future__ import annotations

from collections.abc import Sequence

FALSE_AT_MOST = 0.10
"""Of the differences that are named, the share that may be false (false discovery rate)."""


def discoveries(p_values: Sequence[float], *, q: float = FALSE_AT_MOST, of: int | None = None) -> list[bool]:
    """Which of several comparisons to believe (Benjamini and Hochberg 1995): of them, `q` are false.

    `of` is how many comparisons were made in all, where these are only some of them.
    """
    made = len(p_values) if of is None else of
    order = sorted(range(len(p_values)), key=lambda at: p_values[at])
    passed = [nth for nth, at in enumerate(order, 1) if p_values[at] <= q * nth / made]
    believed = set(order[: max(passed, default=0)])
    return [at in believed for at in range(len(p_values))]
