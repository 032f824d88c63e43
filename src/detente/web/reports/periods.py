"""Periods that people ask for by name, in the organisation's days and fiscal year."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from detente.crm.people.actions import organisation
from detente.crm.people.days import today


@dataclass(frozen=True)
class Preset:
    """A named period; both days inclusive."""

    key: str
    label: str
    from_on: date
    to_on: date


def presets(on: date | None = None) -> tuple[Preset, ...]:
    """The periods offered on a day (today when None)."""
    on = on or today()
    quarter = quarter_start(on, organisation().fiscal_month)
    before = quarter_start(quarter - timedelta(days=1), organisation().fiscal_month)
    year = year_start(on, organisation().fiscal_month)
    year_before = year_start(year - timedelta(days=1), organisation().fiscal_month)
    week = week_start(on, organisation().week_start)
    return (
        Preset("week", _("This week"), week, on),
        Preset("last_week", _("Last week"), week - timedelta(days=7), week - timedelta(days=1)),
        Preset("30d", _("Last 30 days"), on - timedelta(days=29), on),
        Preset("90d", _("Last 90 days"), on - timedelta(days=89), on),
        Preset("quarter", _("This quarter"), quarter, on),
        Preset("last_quarter", _("Last quarter"), before, quarter - timedelta(days=1)),
        Preset("year", _("This fiscal year"), year, on),
        Preset("last_year", _("Last fiscal year"), year_before, year - timedelta(days=1)),
        Preset("12m", _("Last 12 months"), months_after(on, -12) + timedelta(days=1), on),
    )


def week_start(on: date, weekday: int) -> date:
    """The first day of the week that holds a day; weeks begin on `weekday`, Monday is 0."""
    return on - timedelta(days=(on.weekday() - weekday) % 7)


def year_start(on: date, fiscal_month: int) -> date:
    """The first day of the fiscal year that holds a day."""
    return date(on.year if on.month >= fiscal_month else on.year - 1, fiscal_month, 1)


def quarter_start(on: date, fiscal_month: int) -> date:
    """The first day of the fiscal quarter that holds a day."""
    back = (on.month - fiscal_month) % 3
    month = on.month - back
    return date(on.year, month, 1) if month > 0 else date(on.year - 1, month + 12, 1)


def months_after(on: date, months: int) -> date:
    """The same day so many months later, or the last day of a month that is too short for it."""
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))
