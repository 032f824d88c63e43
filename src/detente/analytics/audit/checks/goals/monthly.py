"""Whole months of cases, and whether a share falls over them beyond chance and the months' own ups and downs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import sqrt
from typing import Any

from detente.analytics.stats.intervals import FEWEST
from detente.analytics.stats.trend import Step, trend


@dataclass(frozen=True)
class Month:
    """Cases of a calendar month, and those of them that have it."""

    starts_on: date
    part: int
    whole: int


@dataclass(frozen=True)
class Slope:
    """`z` above 0: the share rises; `p` is two-sided, with the months' own scatter allowed for."""

    z: float
    p: float


def following(month: date) -> date:
    """The first day of the month after."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def months(rows: Sequence[Mapping[str, Any]], begins: datetime | None, ends: datetime) -> list[Month]:
    """The whole months between two instants; the first month of the rows is left out unless it is surely whole."""
    found: dict[date, list[int]] = {}
    for row in rows:
        counts = found.setdefault(row["month"], [0, 0])
        counts[0] += row["part"]
        counts[1] += row["whole"]
    order = sorted(found)
    return [
        Month(month, *found[month])
        for nth, month in enumerate(order)
        if _at(following(month)) <= ends
        and (begins is None or _at(month) >= begins)
        and (nth > 0 or len(order) < 2 or 2 * found[month][1] >= found[order[1]][1])
        and found[month][1] >= FEWEST
    ]


def scaled(held: Sequence[Month]) -> Slope:
    """Cochran and Armitage's trend; its z is divided by the root of what the months scatter around the line."""
    from scipy.special import stdtr

    steps = [Step(nth, one.part, one.whole) for nth, one in enumerate(held)]
    found = trend([steps])
    if found is None or len(steps) < 3:
        return Slope(0.0, 1.0)
    scatter = max(1.0, _scatter(steps))
    z = found.z / sqrt(scatter)
    return Slope(z, float(2 * stdtr(len(steps) - 2, -abs(z))))


def _scatter(steps: Sequence[Step]) -> float:
    """Pearson's chi-square around the weighted line, for each degree of freedom."""
    whole = sum(step.whole for step in steps)
    share = sum(step.part for step in steps) / whole
    place = sum(step.place * step.whole for step in steps) / whole
    spread = sum(step.whole * (step.place - place) ** 2 for step in steps)
    slope = (
        sum((step.place - place) * (step.part - step.whole * share) for step in steps) / spread
        if spread
        else 0.0
    )
    left = sum(
        (step.part - step.whole * (share + slope * (step.place - place))) ** 2 / step.whole for step in steps
    )
    return left / (share * (1 - share)) / (len(steps) - 2)


def by_source(
    rows: Sequence[Mapping[str, Any]], begins: date, number: int
) -> dict[str | None, tuple[int, int]]:
    """(part, whole) by source within so many months."""
    ends = begins
    for _ in range(number):
        ends = following(ends)
    found: dict[str | None, tuple[int, int]] = {}
    for row in rows:
        if begins <= row["month"] < ends:
            part, whole = found.get(row["source"], (0, 0))
            found[row["source"]] = (part + row["part"], whole + row["whole"])
    return found


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - the tables' instants carry no zone
