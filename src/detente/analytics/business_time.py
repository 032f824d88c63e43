"""Business time: seconds that pass while a team works, exact on the days when clocks change.

A moment is working time when the wall clock of the team's zone shows a time within one of its spans, on a day
that is neither off nor a public holiday. In an hour that the clock shows twice, both count.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

Span = tuple[datetime, datetime]
Week = Mapping[int, Sequence[tuple[int, int]]]

NO_COUNTRY = "none"
# A local day lies within this much of its noon, whatever the clocks do on it.
_AROUND_NOON = timedelta(hours=14)
_HOUR = timedelta(hours=1)
_MOST_DAYS = 3 * 366


class NeverOpen(ValueError):
    """These hours have no working time for three years on end, so nothing is ever due in them."""


@lru_cache(maxsize=512)
def holidays_of(country: str, year: int) -> frozenset[date]:
    """Public holidays of a country (ISO 3166, two letters); none for a blank one or one that nobody has listed."""
    if not country or country == NO_COUNTRY:
        return frozenset()
    import holidays  # takes a while, and most of what runs asks for no holiday

    try:
        return frozenset(holidays.country_holidays(country, years=year))
    except NotImplementedError:
        return frozenset()


class Hours:
    """When a team works: spans of minutes after midnight by weekday (0 Monday), in a zone, but not on holidays."""

    def __init__(
        self, week: Week, zone: ZoneInfo, *, country: str = "", days_off: Collection[date] = ()
    ) -> None:
        self.week = {day: tuple(sorted(spans)) for day, spans in week.items()}
        self.zone = zone
        self.country = country
        self.days_off = frozenset(days_off)
        self._days: dict[date, tuple[Span, ...]] = {}

    def works_on(self, day: date) -> bool:
        """Whether a local day has working time."""
        return bool(self.spans_of(day))

    def spans_of(self, day: date) -> tuple[Span, ...]:
        """Working time of a local day as instants in UTC, in order."""
        if day not in self._days:
            self._days[day] = self._spans_of(day)
        return self._days[day]

    def _spans_of(self, day: date) -> tuple[Span, ...]:
        wanted = self.week.get(day.weekday(), ())
        if not wanted or day in self.days_off or day in holidays_of(self.country, day.year):
            return ()
        midnight = datetime.combine(day, time())
        found: list[Span] = []
        for begins, ends, offset in self._steady(midnight + timedelta(hours=12)):
            for opens, closes in wanted:
                start = max(begins, (midnight + timedelta(minutes=opens) - offset).replace(tzinfo=UTC))
                end = min(ends, (midnight + timedelta(minutes=closes) - offset).replace(tzinfo=UTC))
                if start < end:
                    found.append((start, end))
        return _joined(found)

    def _steady(self, noon: datetime) -> Iterator[tuple[datetime, datetime, timedelta]]:
        """The stretches around a local noon in which the zone keeps one offset from UTC."""
        at = noon.replace(tzinfo=self.zone).astimezone(UTC) - _AROUND_NOON
        last, begins, offset = at + 2 * _AROUND_NOON, at, self._offset(at)
        while at < last:
            following = at + _HOUR
            if (changed := self._offset(following)) != offset:
                turn = self._turn(at, following)
                yield begins, turn, offset
                begins, offset = turn, changed
            at = following
        yield begins, last, offset

    def _turn(self, before: datetime, after: datetime) -> datetime:
        """The second at which the offset changes between two instants."""
        offset = self._offset(before)
        while after - before > timedelta(seconds=1):
            middle = before + timedelta(seconds=int((after - before).total_seconds()) // 2)
            before, after = (middle, after) if self._offset(middle) == offset else (before, middle)
        return after

    def _offset(self, at: datetime) -> timedelta:
        return at.astimezone(self.zone).utcoffset() or timedelta()

    def _onward(self, start: datetime) -> Iterator[Span]:
        """Working time from an instant on, without end; the first span is cut at `start`."""
        day = start.astimezone(self.zone).date()
        idle = 0
        while True:
            spans = self.spans_of(day)
            idle = 0 if spans else idle + 1
            if idle > _MOST_DAYS:
                raise NeverOpen("The calendar has no working hours. Give it some, then try again.")
            yield from ((max(opens, start), closes) for opens, closes in spans if closes > start)
            day += timedelta(days=1)

    def seconds_between(self, first: datetime, last: datetime) -> float:
        """Business seconds from one instant to a later one; negative the other way round."""
        if last < first:
            return -self.seconds_between(last, first)
        day, until = first.astimezone(self.zone).date(), last.astimezone(self.zone).date()
        total = timedelta()
        while day <= until:
            for opens, closes in self.spans_of(day):
                total += max(timedelta(), min(closes, last) - max(opens, first))
            day += timedelta(days=1)
        return total.total_seconds()

    def after(self, start: datetime, seconds: float) -> datetime:
        """The first instant at which so many business seconds have passed since `start`, in UTC."""
        left = timedelta(seconds=seconds)
        if left <= timedelta():
            return start.astimezone(UTC)
        for opens, closes in self._onward(start.astimezone(UTC)):
            if closes - opens >= left:
                return opens + left
            left -= closes - opens
        raise AssertionError("working time has no end")

    def next_open(self, start: datetime) -> datetime:
        """`start` itself in working time, else the instant at which it begins again."""
        return next(self._onward(start.astimezone(UTC)))[0]

    def day_after(self, start: datetime, days: int) -> datetime:
        """When work begins on the n-th working day after `start`; for 0 the next working instant."""
        found = self.next_open(start)
        day = found.astimezone(self.zone).date()
        for _number in range(days):
            found = self.next_open(self._first_instant(day + timedelta(days=1)))
            day = found.astimezone(self.zone).date()
        return found

    def _first_instant(self, day: date) -> datetime:
        """An instant before all working time of a day, and after all of the day before."""
        before = [closes for _opens, closes in self.spans_of(day - timedelta(days=1))]
        midnight = datetime.combine(day, time(), tzinfo=self.zone).astimezone(UTC)
        return max([midnight - timedelta(hours=3), *before])

    def spans(self, first: date, last: date) -> list[tuple[datetime, datetime, float]]:
        """Working time of local days as a table: opens, closes, and business seconds since the table's start.

        Business seconds of an instant are those of the last row that opens before it, and what passed of that row;
        the difference of two instants is the business time between them. That is a join by time in SQL.
        """
        rows: list[tuple[datetime, datetime, float]] = []
        seconds, day = 0.0, first
        while day <= last:
            for opens, closes in self.spans_of(day):
                rows.append((opens, closes, seconds))
                seconds += (closes - opens).total_seconds()
            day += timedelta(days=1)
        return rows


def _joined(spans: list[Span]) -> tuple[Span, ...]:
    """Spans that touch are one: a change of the clocks within one does not interrupt it."""
    found: list[Span] = []
    for opens, closes in sorted(spans):
        if found and opens <= found[-1][1]:
            found[-1] = (found[-1][0], max(closes, found[-1][1]))
        else:
            found.append((opens, closes))
    return tuple(found)
