"""Instants and days for readers: relative, with the exact one on hover."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_skeleton, format_timedelta
from django.utils import timezone
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from detente.web.locale import babel_locale

_RELATIVE_UP_TO = timedelta(days=6)


def when(instant: datetime | None, now: datetime | None = None) -> Markup:
    """`<time>` saying "3 minutes ago" or "12 Mar 2026", with the exact instant in its title."""
    if instant is None:
        return Markup("")
    return _time_element(instant, relative(instant, now or timezone.now()))


def clock(instant: datetime | None) -> Markup:
    """`<time>` saying "14:02", with the exact instant in its title."""
    if instant is None:
        return Markup("")
    local = timezone.localtime(instant)
    return _time_element(instant, _hour_and_minute(time(local.hour, local.minute), babel_locale()))


def relative(instant: datetime, now: datetime) -> str:
    """Within six days "in 2 hours" or "3 days ago", else the day."""
    apart = instant - now
    if abs(apart) < timedelta(seconds=45):
        return _("just now")
    if abs(apart) <= _RELATIVE_UP_TO:
        return format_timedelta(apart, add_direction=True, locale=babel_locale(), threshold=1.2)
    return day(timezone.localtime(instant).date(), timezone.localtime(now).date())


def coming(instant: datetime, now: datetime | None = None) -> str:
    """Say "Mon 13:00" within six days and "12 Mar 13:00" later; today "13:00"."""
    local, today = timezone.localtime(instant), timezone.localtime(now or timezone.now()).date()
    hour = _hour_and_minute(time(local.hour, local.minute), babel_locale())
    if local.date() == today:
        return hour
    near = timedelta() < local.date() - today <= _RELATIVE_UP_TO
    shown = str(format_date(local.date(), "EEE", locale=babel_locale())) if near else day(local, today)
    return f"{shown} {hour}"


def exact(instant: datetime) -> str:
    """The instant in full, in the reader's zone, with the zone named."""
    local = timezone.localtime(instant)
    return f"{_weekday_and_date(local.date(), babel_locale())}, {local:%H:%M:%S} {local.tzname()}"


# A timeline of hundreds of entries repeats few days and minutes; formatting each anew was a third of its time.
@lru_cache(maxsize=4096)
def _weekday_and_date(value: date, locale: Locale) -> str:
    return str(format_date(value, "EEE d MMM y", locale=locale))


@lru_cache(maxsize=4096)
def _hour_and_minute(value: time, locale: Locale) -> str:
    return str(format_skeleton("Hm", value, locale=locale))


def day(value: date | datetime | None, today: date | None = None) -> str:
    """Say "12 Mar" this year, "12 Mar 2025" in another; empty when unknown."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    this_year = (today or timezone.localdate()).year == value.year
    return _day("MMMd" if this_year else "yMMMd", value, babel_locale())


@lru_cache(maxsize=4096)
def _day(skeleton: str, value: date, locale: Locale) -> str:
    return str(format_skeleton(skeleton, value, locale=locale))


def day_heading(value: date, today: date | None = None) -> str:
    """Heads a day in a timeline: "Today", "Yesterday", or the day with its weekday."""
    today = today or timezone.localdate()
    if value == today:
        return _("Today")
    if value == today - timedelta(days=1):
        return _("Yesterday")
    return format_date(value, "EEEE, d MMMM y", locale=babel_locale())


def duration(value: timedelta | float | None) -> str:
    """Seconds or a timedelta in its largest unit and the one below: "3 d 4 h", "12 min", "40 s"; empty when unknown."""
    if value is None:
        return ""
    seconds = int(value.total_seconds() if isinstance(value, timedelta) else value)
    sign, seconds = ("-" if seconds < 0 else ""), abs(seconds)
    parts = [(seconds // 86400, _("d")), (seconds // 3600 % 24, _("h")), (seconds // 60 % 60, _("min"))]
    first = next((place for place, (count, _unit) in enumerate(parts) if count), len(parts))
    shown = [f"{count} {unit}" for count, unit in parts[first : first + 2] if count]
    return sign + (" ".join(shown) or f"{seconds} {_('s')}")


def _time_element(instant: datetime, text: str) -> Markup:
    # Put together at once: a list has fifty of them and a timeline hundreds.
    shown, full = escape(text), escape(exact(instant))
    return Markup(f'<time datetime="{instant.isoformat()}" title="{full}">{shown}</time>')  # noqa: S704 - escaped
