"""Days: periods and due dates go by the organisation's zone, never by the server's."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from django.utils import timezone

from detente.crm.people.actions import organisation


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    """Every time zone we know by name."""
    return frozenset(available_timezones())


def zone() -> ZoneInfo:
    """The organisation's zone."""
    return ZoneInfo(organisation().zone)


def today() -> date:
    """The organisation's day now."""
    return timezone.now().astimezone(zone()).date()


def day_of(at: datetime) -> date:
    """The organisation's day of an instant."""
    return at.astimezone(zone()).date()


def starts_at(day: date) -> datetime:
    """The first instant of an organisation's day, in UTC."""
    return datetime.combine(day, time(), tzinfo=zone()).astimezone(UTC)


def ends_at(day: date) -> datetime:
    """The first instant after an organisation's day, in UTC."""
    return starts_at(day + timedelta(days=1))
