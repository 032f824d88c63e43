"""Periods of a report, and how much of a promise falls into each: by the day, whatever was promised per what."""

from __future__ import annotations

from calendar import isleap, monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean

from detente.analytics.answer import Row
from detente.analytics.query import Query, day_of, end_of, start_of

SALES = {
    "answer": "answer", "passed_answer": "passed_answer", "first_attempt": "first_attempt", "attempts": "persistence",
    "channels": "persistence",
}  # fmt: skip
"""What sales promised, and the promise of the report that it belongs to: all of these are to be kept always."""


@dataclass(frozen=True)
class Window:
    """The days of a period that the question covers, both inclusive; those that have come, today in part."""

    key: str
    first: date
    last: date
    today: date
    today_part: float

    def come(self, day: date) -> float:
        """How much of a day has come: 0 to 1."""
        return self.today_part if day == self.today else float(day < self.today)

    @property
    def days(self) -> list[date]:
        """Its days."""
        return [self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1)]

    @property
    def elapsed(self) -> float:
        """Share of its days that have come; 1 when it is over."""
        return sum(map(self.come, self.days)) / len(self.days)


def windows(keys: Sequence[str], query: Query) -> list[Window]:
    """Every period from the first to the last that anything happened in, or that the question names."""
    by, zone = str(query.by), str(query.zone)
    assert query.as_of is not None
    today = day_of(query.as_of, zone)
    starts_at, ends_at = start_of(today, zone), end_of(today, zone)
    part = (query.as_of - starts_at) / (ends_at - starts_at)
    days = [_bounds(key, by) for key in keys]
    first = query.from_on or min((one[0] for one in days), default=None)
    last = query.to_on or max((one[1] for one in days), default=None)
    if first is None or last is None:
        return []
    found = []
    for key, (starts, ends) in _periods(first, min(last, max(today, first)), by):
        begins, closes = max(starts, query.from_on or starts), min(ends, query.to_on or ends)
        found.append(Window(key, begins, closes, today, part))
    return found


def _periods(first: date, last: date, by: str) -> Iterator[tuple[str, tuple[date, date]]]:
    day = first
    while day <= last:
        key = _key(day, by)
        bounds = _bounds(key, by)
        yield key, bounds
        day = bounds[1] + timedelta(days=1)


def _key(day: date, by: str) -> str:
    if by == "in_month":
        return f"{day:%Y-%m}"
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def _bounds(key: str, by: str) -> tuple[date, date]:
    if by == "in_month":
        year, month = map(int, key.split("-"))
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    year, week = int(key[:4]), int(key[6:])
    return date.fromisocalendar(year, week, 1), date.fromisocalendar(year, week, 7)


def promised_until(window: Window, targets: Sequence[Row], *, is_whole: bool = False) -> float | None:
    """A count that was promised for the days that have come (or all); None where nothing was agreed on any of them."""
    told = [
        row["amount"] / _length(day, row["per"]) * (1 if is_whole else window.come(day))
        for day in window.days
        if (is_whole or window.come(day)) and (row := _in_force(targets, day))
    ]
    return sum(told) if told else None


def promised_share(window: Window, targets: Sequence[Row]) -> float | None:
    """A share that was promised, its mean over the days on which it was."""
    told = [row["amount"] for day in window.days if window.come(day) and (row := _in_force(targets, day))]
    return fmean(told) if told else None


def _in_force(targets: Sequence[Row], day: date) -> Row | None:
    return next(
        (
            row
            for row in targets
            if row["starts_on"] <= day and (row["ends_on"] is None or day <= row["ends_on"])
        ),
        None,
    )


def _length(day: date, per: str | None) -> int:
    """Days of the week, month, quarter or year that a day belongs to."""
    if per == "week":
        return 7
    if per == "quarter":
        start = 3 * ((day.month - 1) // 3) + 1
        return sum(monthrange(day.year, month)[1] for month in range(start, start + 3))
    if per == "year":
        return 366 if isleap(day.year) else 365
    return monthrange(day.year, day.month)[1]
