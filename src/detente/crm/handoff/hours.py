"""Which hours a team works: the playbook's calendar, with the organisation's zone and country where it names none."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo

from detente.analytics.business_time import NO_COUNTRY, Hours
from detente.crm.people.actions import organisation
from detente.crm.people.models import User
from detente.crm.playbook.actions import current
from detente.crm.playbook.agreement import Agreement

TEAM_OF_ROLE = {"sdr": "inside_sales", "marketing": "marketing"}
_ROUND_THE_CLOCK = dict.fromkeys(range(7), ((0, 24 * 60),))


def team_of(user: User | None) -> str:
    """The kind of team whose calendar holds for somebody; without a team their role's."""
    if user is None:
        return "inside_sales"
    return user.team.kind if user.team else TEAM_OF_ROLE.get(user.role, "sales")


def hours_of(team_kind: str, agreement: Agreement | None = None, *, zone: str = "") -> Hours:
    """The working hours of a kind of team; `zone` is a team's own. Round the clock where nothing was agreed."""
    calendar = (agreement or current()).calendars.get(team_kind)
    ours = organisation()
    if calendar is None:
        return _hours(tuple(_ROUND_THE_CLOCK.items()), zone or ours.zone, NO_COUNTRY, ())
    week = tuple((day, tuple(spans)) for day, spans in calendar.hours.items())
    return _hours(
        week, calendar.zone or zone or ours.zone, calendar.country or ours.country, calendar.days_off
    )


def hours_for(user: User | None, agreement: Agreement | None = None) -> Hours:
    """The working hours of somebody's team."""
    zone = user.team.zone if user and user.team else ""
    return hours_of(team_of(user), agreement, zone=zone)


@lru_cache(maxsize=64)
def _hours(
    week: tuple[tuple[int, tuple[tuple[int, int], ...]], ...],
    zone: str,
    country: str,
    days_off: tuple[str, ...],
) -> Hours:
    days = [date.fromisoformat(day) for day in days_off]
    return Hours(dict(week), ZoneInfo(zone), country=country, days_off=days)
