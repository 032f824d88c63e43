"""The two periods that are compared: the one asked about, and the benchmark."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Literal, get_args

from detente.analytics.errors import BadQuery
from detente.analytics.query import Query, day_of, start_of

Against = Literal["before", "last_year", "target", "best_quartile", "halves"]

YARDSTICKS: frozenset[str] = frozenset({"target", "best_quartile"})
"""Benchmarks that are no period of time: the leads of `before` give what is known of each source's rate."""

LONGEST_DAYS = 365
"""The benchmark `before` is at most a year, so that it holds every season once."""


@dataclass(frozen=True)
class Periods:
    """Benchmark `base_from` until before `base_to`, period `now_from` until before `now_to`; days of the zone."""

    base_from: date
    base_to: date
    now_from: date
    now_to: date
    zone: str

    def instants(self) -> dict[str, Any]:
        """The ends as UTC instants, the parameters of the counted tables."""
        ends = {
            name: start_of(getattr(self, name), self.zone)
            for name in ("base_from", "base_to", "now_from", "now_to")
        }
        return ends | {"first": min(ends["base_from"], ends["now_from"])}

    def whole(self, query: Query) -> Query:
        """The same question about both periods at once."""
        first, last = min(self.base_from, self.now_from), max(self.base_to, self.now_to)
        return replace(query, from_on=first, to_on=last - timedelta(days=1), by=None)

    @property
    def days(self) -> tuple[int, int]:
        """Lengths in days."""
        return (self.base_to - self.base_from).days, (self.now_to - self.now_from).days


def known(against: str) -> None:
    """Raises `BadQuery`, listing the benchmarks, when there is none of this name."""
    names = [one for one in get_args(Against) if one != "halves"]
    if against not in get_args(Against):
        raise BadQuery(f"There is no benchmark {against!r}. Benchmarks: {', '.join(names)}.")


def periods_of(query: Query, first_arrival_at: datetime | None, against: Against = "before") -> Periods:
    """The period of the question and its benchmark.

    Without `from_on` the last half of what is recorded, up to 182 days, is asked about. `before` is the time just
    before, a year or as far as arrivals are recorded (longer only if the period itself is); `last_year` the
    same days of the year before; `halves` compares the benchmark's second half with its first, the placebo.
    `target` and `best_quartile` have the periods of `before`.
    """
    assert query.as_of is not None
    zone = str(query.zone)
    last = query.to_on or day_of(query.as_of, zone)
    first_known = day_of(first_arrival_at, zone) if first_arrival_at else last - timedelta(days=LONGEST_DAYS)
    half = min(182, max(((last - first_known).days + 1) // 2, 1))
    now_from = query.from_on or last - timedelta(days=half - 1)
    now_to = last + timedelta(days=1)
    if against == "last_year":
        return Periods(_year_before(now_from), _year_before(now_to), now_from, now_to, zone)
    longest = max(LONGEST_DAYS, (now_to - now_from).days)
    base_from = max(now_from - timedelta(days=longest), min(first_known, now_from - timedelta(days=1)))
    if against == "halves":
        middle = base_from + (now_from - base_from) / 2
        return Periods(base_from, middle, middle, now_from, zone)
    return Periods(base_from, now_from, now_from, now_to, zone)


def _year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day - timedelta(days=366)
