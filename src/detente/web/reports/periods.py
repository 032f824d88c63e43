"""Periods that people ask for by name, in the organisation's days and fiscal year."""

from __future__ import annotations

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
    return (
        Preset("30d", _("Last 30 days"), on - timedelta(days=29), on),
        Preset("90d", _("Last 90 days"), on - timedelta(days=89), on),
        Preset("quarter", _("This quarter"), quarter, on),
        Preset("last_quarter", _("Last quarter"), before, quarter - timedelta(days=1)),
        Preset("year", _("This fiscal year"), year, on),
        Preset("12m", _("Last 12 months"), _months_before(on, 12) + timedelta(days=1), on),
    )


def year_start(on: date, fiscal_month: int) -> date:
    """The first day of the fiscal year that holds a day."""
    return date(on.year if on.month >= fiscal_month else on.year - 1, fiscal_month, 1)


def quarter_start(on: date, fiscal_month: int) -> date:
    """The first day of the fiscal quarter that holds a day."""
    back = (on.month - fiscal_month) % 3
    month = on.month - back
    return date(on.year, month, 1) if month > 0 else date(on.year - 1, month + 12, 1)


def _months_before(on: date, months: int) -> date:
    total = on.year * 12 + on.month - 1 - months
    year, month = divmod(total, 12)
    return date(year, month + 1, min(on.day, 28))
