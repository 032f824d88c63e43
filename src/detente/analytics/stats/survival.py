"""How long until something happens, when for many it has not happened yet (Kaplan and Meier 1958)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from math import exp, log, sqrt

from detente.analytics.stats.intervals import FEWEST, Z95


@dataclass(frozen=True)
class Wait:
    """`number` cases that were watched for `days`, at the end of which it happened or not yet."""

    days: float
    happened: bool
    number: int = 1


@dataclass(frozen=True)
class Median:
    """The median time in days, and the ends of its 95 % interval."""

    days: float
    low: float
    high: float


def happened_by(waits: Iterable[Wait]) -> list[tuple[float, float]]:
    """For each time at which it happened to somebody: that time, and the share to whom it had happened by then.

    One less the Kaplan-Meier estimate; who was watched for exactly that long was still at risk then.
    """
    order = sorted(waits, key=lambda wait: (wait.days, not wait.happened))
    at_risk, waiting = sum(wait.number for wait in order), 1.0
    curve: list[tuple[float, float]] = []
    at = 0
    while at < len(order):
        days, events, gone = order[at].days, 0, 0
        while at < len(order) and order[at].days == days:
            events += order[at].number if order[at].happened else 0
            gone += order[at].number
            at += 1
        if events:
            waiting *= 1 - events / at_risk
            curve.append((days, 1 - waiting))
        at_risk -= gone
    return curve


def median_of_happened(waits: Iterable[Wait]) -> Median | None:
    """The median time among those to whom it happens within the longest time seen; None below `FEWEST`.

    The time at which half of what ever happens has happened: those who wait still are weighed in,
    so that a young cohort, whose slow ones are yet to come, is not taken for a fast one. The
    interval takes the binomial spread of the half: 0.5 -+ 1.96 * 0.5 / sqrt(n) of what happened.
    """
    held = list(waits)
    number = sum(wait.number for wait in held if wait.happened)
    if number < FEWEST:
        return None
    curve, spread = happened_by(held), Z95 * 0.5 / sqrt(number)
    return Median(_reached(curve, 0.5), _reached(curve, 0.5 - spread), _reached(curve, 0.5 + spread))


def _reached(curve: list[tuple[float, float]], part: float) -> float:
    """When this part of all that happened had happened."""
    wanted = part * curve[-1][1]
    return next((days for days, share in curve if share >= wanted - 1e-12), curve[-1][0])


@dataclass(frozen=True)
class Passed:
    """When it had happened to half of all cases, and to nine of ten, each with the ends of its 95 % interval."""

    median: float | None = None
    low: float | None = None
    high: float | None = None
    p90: float | None = None
    p90_low: float | None = None
    p90_high: float | None = None


def time_until(waits: Iterable[Wait]) -> Passed:
    """The times by which it has happened to parts of all cases; those who wait still are weighed in.

    The interval is where the curve's band crosses (Greenwood, log-log; Brookmeyer and Crowley 1982). Blank
    below `FEWEST` cases, and where so many wait still that a part was not reached in any time seen. The
    unit is that of the waits.
    """
    held = list(waits)
    if sum(wait.number for wait in held) < FEWEST:
        return Passed()
    curve = list(_banded(held))
    median = _first(curve, 1, 0.5)
    if median is None:
        return Passed()
    half, most = (tuple(_first(curve, column, part) for column in (1, 3, 2)) for part in (0.5, 0.9))
    return Passed(*half, *(most if most[0] is not None else ()))


def _first(curve: Iterable[tuple[float, ...]], column: int, part: float) -> float | None:
    return next((point[0] for point in curve if point[column] >= part - 1e-12), None)


def _banded(waits: list[Wait]) -> Iterator[tuple[float, float, float, float]]:
    """Times with the share to whom it had happened by then, and the lower and the upper end of that share."""
    at_risk, waiting, spread = sum(wait.number for wait in waits), 1.0, 0.0
    for days, group in groupby(sorted(waits, key=_days), key=_days):
        events = gone = 0
        for wait in group:
            gone += wait.number
            events += wait.number if wait.happened else 0
        if events:
            waiting *= 1 - events / at_risk
            spread += events / (at_risk * (at_risk - events)) if at_risk > events else 0.0
            yield days, 1 - waiting, *_ends(waiting, spread)
        at_risk -= gone


def _days(wait: Wait) -> float:
    return wait.days


def _ends(waiting: float, spread: float) -> tuple[float, float]:
    if waiting <= 0:
        return 1.0, 1.0
    by = exp(Z95 * sqrt(spread) / log(waiting))
    return 1 - waiting**by, 1 - waiting ** (1 / by)
