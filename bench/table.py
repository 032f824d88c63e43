"""A line of the table, and how it is said."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """Product against limit, in the same run on the same rows; `at_most` or `at_least` is the target."""

    goal: str
    product: float
    limit: float
    unit: str
    at_most: float | None = None
    at_least: float | None = None
    limit_is: str = ""

    @property
    def ratio(self) -> float:
        return self.product / self.limit

    @property
    def is_met(self) -> bool:
        if self.at_most is not None:
            return self.ratio <= self.at_most
        return self.at_least is None or self.ratio >= self.at_least

    @property
    def verdict(self) -> str:
        """Blank where no target was set."""
        return ("yes" if self.is_met else "NO") if self.target else ""

    @property
    def target(self) -> str:
        if self.at_most is not None:
            return f"<= {self.at_most:g}x"
        return f">= {self.at_least:g}x" if self.at_least is not None else ""

    def cells(self) -> tuple[str, ...]:
        return (
            self.goal, number(self.product, self.unit), f"{number(self.limit, self.unit)} ({self.limit_is})",
            f"{self.ratio:.2f}x", self.target, self.verdict,
        )  # fmt: skip


HEADS = ("goal", "Detente", "limit", "ratio", "target", "met")


def number(value: float, unit: str) -> str:
    digits = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:,.{digits}f} {unit}"


def interleaved(
    product: Callable[[], object], limit: Callable[[], object], times: int = 7, *, warms_up: bool = True
) -> tuple[float, float]:
    """Median milliseconds of both, run in turn so that a busy moment hits both alike; the first pair warms up."""
    taken: tuple[list[float], list[float]] = ([], [])
    for turn in range(times + warms_up):
        for place, act in enumerate((product, limit)):
            begun = time.perf_counter()
            act()
            if turn >= warms_up:
                taken[place].append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken[0]), statistics.median(taken[1])


def markdown(lines: list[Line]) -> str:
    rows = [HEADS, tuple("---" for _ in HEADS), *(line.cells() for line in lines)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
