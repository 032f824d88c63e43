"""Business time is exact: on days when clocks change, on holidays, over midnight, in every zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.analytics.business_time import Hours, NeverOpen

EVERY_DAY = dict.fromkeys(range(7), ((0, 24 * 60),))
WEEK = dict.fromkeys(range(5), ((9 * 60, 12 * 60), (13 * 60, 17 * 60)))
# Work at all hours at which clocks change somewhere, half of an hour that is skipped or shown twice included.
NIGHTS = dict.fromkeys(range(7), ((0, 45), (90, 150), (170, 215), (22 * 60 + 30, 24 * 60)))
# Zone -> the days of 2025 that its clocks make shorter and longer.
CHANGES = {
    "Europe/Berlin": ("2025-03-30", "2025-10-26"),
    "Europe/London": ("2025-03-30", "2025-10-26"),
    "Europe/Lisbon": ("2025-03-30", "2025-10-26"),
    "Europe/Athens": ("2025-03-30", "2025-10-26"),
    "America/New_York": ("2025-03-09", "2025-11-02"),
    "America/Los_Angeles": ("2025-03-09", "2025-11-02"),
    "America/St_Johns": ("2025-03-09", "2025-11-02"),
    "America/Santiago": ("2025-09-07", "2025-04-05"),
    "America/Havana": ("2025-03-09", "2025-11-02"),
    "Australia/Sydney": ("2025-10-05", "2025-04-06"),
    "Australia/Lord_Howe": ("2025-10-05", "2025-04-06"),
    "Africa/Cairo": ("2025-04-25", "2025-10-30"),
}


def counted(hours: Hours, first: datetime, last: datetime) -> int:
    """Business seconds by looking at the wall clock in every minute."""
    found, at = 0, first
    while at < last:
        local = at.astimezone(hours.zone)
        minute = local.hour * 60 + local.minute
        if local.date() not in hours.days_off:
            spans = hours.week.get(local.weekday(), ())
            found += 60 * any(opens <= minute < closes for opens, closes in spans)
        at += timedelta(minutes=1)
    return found


def around(zone: ZoneInfo, day: str) -> tuple[datetime, datetime]:
    """From noon before a local day to noon after it."""
    noon = datetime.combine(date.fromisoformat(day), time(12), tzinfo=zone)
    return (noon - timedelta(days=1)).astimezone(UTC), (noon + timedelta(days=1)).astimezone(UTC)


@pytest.mark.parametrize("name", CHANGES)
def test_both_days_of_changed_clocks_are_counted_as_the_wall_clock_shows_them(name: str) -> None:
    zone = ZoneInfo(name)
    for turn, day in enumerate(CHANGES[name]):
        first, last = around(zone, day)
        for week in (EVERY_DAY, WEEK, NIGHTS):
            hours = Hours(week, zone)
            assert hours.seconds_between(first, last) == counted(hours, first, last)
        opens = Hours(EVERY_DAY, zone).spans_of(date.fromisoformat(day))
        length = sum((end - start).total_seconds() for start, end in opens)
        skipped = 1800 if name == "Australia/Lord_Howe" else 3600
        assert length == 24 * 3600 + (skipped if turn else -skipped)


def test_a_span_that_opens_in_a_skipped_hour_opens_when_the_clock_jumps() -> None:
    hours = Hours({6: ((150, 240),)}, ZoneInfo("Europe/Berlin"))
    (opens, closes), = hours.spans_of(date(2025, 3, 30))  # fmt: skip
    assert (opens, closes) == (datetime(2025, 3, 30, 1, tzinfo=UTC), datetime(2025, 3, 30, 2, tzinfo=UTC))


def test_an_hour_that_the_clock_shows_twice_is_worked_twice() -> None:
    hours = Hours({6: ((150, 240),)}, ZoneInfo("Europe/Berlin"))
    assert [(start.hour, start.minute) for start, _end in hours.spans_of(date(2025, 10, 26))] == [
        (0, 30),
        (1, 30),
    ]
    assert sum((end - start).seconds for start, end in hours.spans_of(date(2025, 10, 26))) == 2 * 3600


def test_holidays_and_days_off_are_no_working_days() -> None:
    zone = ZoneInfo("Europe/Berlin")
    germans = Hours(WEEK, zone, country="DE", days_off=[date(2025, 12, 24)])
    assert not germans.works_on(date(2025, 10, 3)) and Hours(WEEK, zone, country="FR").works_on(
        date(2025, 10, 3)
    )
    thursday = datetime(2025, 10, 2, 16, 0, tzinfo=zone)
    assert germans.after(thursday, 2 * 3600).astimezone(zone) == datetime(2025, 10, 6, 10, 0, tzinfo=zone)
    eve = datetime(2025, 12, 23, 16, 30, tzinfo=zone)
    # Christmas Eve is off by agreement, the 25th and 26th by law, and a weekend follows.
    assert germans.day_after(eve, 1).astimezone(zone) == datetime(2025, 12, 29, 9, 0, tzinfo=zone)
    assert germans.day_after(eve, 0) == eve
    assert Hours(WEEK, zone, country="none").works_on(date(2025, 12, 25))
    assert Hours(WEEK, zone, country="QQ").works_on(date(2025, 12, 25))


def test_working_days_are_counted_from_the_next_working_moment() -> None:
    hours, zone = Hours(WEEK, ZoneInfo("Asia/Kolkata")), ZoneInfo("Asia/Kolkata")
    saturday = datetime(2025, 5, 10, 11, 0, tzinfo=zone)
    assert [hours.day_after(saturday, days).astimezone(zone).day for days in (0, 1, 4, 5)] == [12, 13, 16, 19]
    lunch = datetime(2025, 5, 12, 12, 30, tzinfo=zone)
    assert hours.next_open(lunch).astimezone(zone) == datetime(2025, 5, 12, 13, 0, tzinfo=zone)


def test_a_calendar_without_hours_is_an_error_and_no_endless_search() -> None:
    with pytest.raises(NeverOpen):
        Hours({}, ZoneInfo("UTC")).after(datetime(2025, 1, 1, tzinfo=UTC), 1)


ZONES = st.sampled_from([*CHANGES, "Asia/Kathmandu", "Pacific/Apia", "UTC"]).map(ZoneInfo)
INSTANTS = st.datetimes(datetime(2024, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)).map(
    lambda at: at.replace(microsecond=0)
)
SPANS = st.lists(st.integers(0, 24 * 60), min_size=2, max_size=6, unique=True).map(
    lambda edges: tuple(zip(*[iter(sorted(edges))] * 2, strict=False))
)
WEEKS = st.dictionaries(st.integers(0, 6), SPANS, min_size=1)
HOURS = st.builds(
    Hours, WEEKS, ZONES, country=st.sampled_from(["", "DE", "US", "JP"]),
    days_off=st.lists(st.dates(date(2024, 1, 1), date(2026, 12, 31)), max_size=5),
)  # fmt: skip


@settings(max_examples=50)
@given(HOURS, INSTANTS, st.integers(0, 400 * 3600))
def test_what_is_due_after_so_many_seconds_is_so_many_seconds_away(
    hours: Hours, start: datetime, seconds: int
) -> None:
    due = hours.after(start, seconds)
    assert hours.seconds_between(start, due) == seconds
    assert due <= start or hours.seconds_between(start, due - timedelta(seconds=1)) == max(0, seconds - 1)


@settings(max_examples=50)
@given(HOURS, st.lists(INSTANTS, min_size=3, max_size=3))
def test_parts_add_up_and_the_table_of_spans_says_the_same(hours: Hours, instants: list[datetime]) -> None:
    first, middle, last = sorted(instants)
    whole = hours.seconds_between(first, last)
    assert whole == hours.seconds_between(first, middle) + hours.seconds_between(middle, last)
    assert hours.seconds_between(last, first) == -whole
    rows = hours.spans(date(2023, 12, 25), date(2027, 1, 5))

    def since_the_start(at: datetime) -> float:
        row = max((row for row in rows if row[0] <= at), default=None)
        return row[2] + (min(at, row[1]) - row[0]).total_seconds() if row else 0.0

    assert since_the_start(last) - since_the_start(first) == pytest.approx(whole, abs=1e-3)


@settings(max_examples=25)
@given(WEEKS, ZONES, INSTANTS, st.integers(1, 3 * 24 * 60))
def test_every_minute_is_judged_by_the_wall_clock(
    week: dict[int, tuple[tuple[int, int], ...]], zone: ZoneInfo, start: datetime, minutes: int
) -> None:
    hours, start = Hours(week, zone), start.replace(second=0, microsecond=0)
    end = start + timedelta(minutes=minutes)
    assert hours.seconds_between(start, end) == counted(hours, start, end)
