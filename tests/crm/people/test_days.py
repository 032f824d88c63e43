"""Days begin and end in the organisation's zone, on the days when clocks change too."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from unittest import mock

import pytest

from detente.crm.models import Organisation
from detente.crm.people.days import day_of, ends_at, starts_at, today, zone_names
from tests.crm.cast import NOW

pytestmark = pytest.mark.django_db

# Zone, day, hours that the day has, its first instant in UTC: from the zones' published rules.
DAYS = [
    ("UTC", date(2026, 3, 29), 24, datetime(2026, 3, 29, 0)),
    ("Europe/Berlin", date(2026, 3, 28), 24, datetime(2026, 3, 27, 23)),
    ("Europe/Berlin", date(2026, 3, 29), 23, datetime(2026, 3, 28, 23)),
    ("Europe/Berlin", date(2026, 10, 25), 25, datetime(2026, 10, 24, 22)),
    ("Europe/Lisbon", date(2026, 3, 29), 23, datetime(2026, 3, 29, 0)),
    ("America/New_York", date(2026, 3, 8), 23, datetime(2026, 3, 8, 5)),
    ("America/New_York", date(2026, 11, 1), 25, datetime(2026, 11, 1, 4)),
    ("America/St_Johns", date(2026, 3, 8), 23, datetime(2026, 3, 8, 3, 30)),
    ("America/Santiago", date(2024, 9, 8), 23, datetime(2024, 9, 8, 4)),  # midnight itself is skipped
    (
        "America/Santiago",
        date(2024, 4, 6),
        25,
        datetime(2024, 4, 6, 3),
    ),  # the hour before midnight comes twice
    (
        "America/Havana",
        date(2024, 11, 3),
        25,
        datetime(2024, 11, 3, 4),
    ),  # the hour after midnight comes twice
    ("Australia/Lord_Howe", date(2026, 4, 5), 24.5, datetime(2026, 4, 4, 13)),
    ("Australia/Sydney", date(2026, 10, 4), 23, datetime(2026, 10, 3, 14)),
    ("Asia/Kolkata", date(2026, 3, 29), 24, datetime(2026, 3, 28, 18, 30)),
    ("Pacific/Apia", date(2011, 12, 30), 0, datetime(2011, 12, 30, 10)),  # a day that was left out
    ("Pacific/Kiritimati", date(2026, 1, 1), 24, datetime(2025, 12, 31, 10)),
]


@pytest.mark.parametrize(("zone", "day", "hours", "begins"), DAYS)
def test_a_day_is_as_long_as_its_clock_says(zone: str, day: date, hours: float, begins: datetime) -> None:
    Organisation.objects.create(name="Works", zone=zone)
    assert starts_at(day) == begins.replace(tzinfo=UTC)
    assert ends_at(day) - starts_at(day) == timedelta(hours=hours)
    assert ends_at(day) == starts_at(day + timedelta(days=1))
    if hours:
        assert day_of(starts_at(day)) == day_of(ends_at(day) - timedelta(microseconds=1)) == day
    assert day_of(starts_at(day) - timedelta(microseconds=1)) < day


def test_today_is_the_organisations_day() -> None:
    Organisation.objects.create(name="Works", zone="Pacific/Kiritimati")
    late = datetime(2026, 3, 1, 12, tzinfo=UTC)
    with mock.patch("django.utils.timezone.now", return_value=late):
        assert today() == date(2026, 3, 2)
    assert abs(today() - NOW.date()) <= timedelta(days=1)


def test_zones_are_known_by_name() -> None:
    assert {zone for zone, *_rest in DAYS} <= zone_names()
