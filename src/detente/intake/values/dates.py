"""Dates and instants as people and programs write them; each way of writing has one name.

A format names the order of day, month and year and what stands between them. A time of
day and an offset after it say themselves what they are, so no format mentions them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

from detente.intake.values.months import MONTHS

TIME = (
    r"(?P<h>\d{1,2}):(?P<mi>\d{2})(?::(?P<s>\d{2})(?:[.,](?P<f>\d{1,9}))?)?"
    r"(?:\s*(?P<half>[AaPp]\.?[Mm]\.?))?(?:\s*(?P<zone>Z|z|UTC|GMT|[+-]\d{2}(?::?\d{2})?))?"
)
NUMERIC = re.compile(rf"(\d{{1,4}})([-/.])(\d{{1,2}})\2(\d{{1,4}})(?:(?:T|,?\s+){TIME})?$")
DAY_FIRST = re.compile(
    rf"(?:[^\W\d]+\.?,?\s+)?(\d{{1,2}})(?:st|nd|rd|th|\.)?(?:[-/ ]|\s+de\s+)\s*([^\W\d]+)\.?"
    rf"(?:,?\s+(?:de\s+)?|[-/])(\d{{4}}|\d{{2}})(?:(?:T|,?\s+){TIME})?$"
)
MONTH_FIRST = re.compile(
    rf"(?:[^\W\d]+\.?,\s+)?([^\W\d]+)\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}}|\d{{2}})(?:(?:T|,?\s+){TIME})?$"
)
COMPACT = re.compile(
    r"(\d{4})(\d{2})(\d{2})(?:(?:T|\s+)?(?P<h>\d{2})(?P<mi>\d{2})(?P<s>\d{2})"
    r"(?P<f>)(?P<half>)(?P<zone>Z)?)?$"
)
DAY_AND_MONTH_NAME = "D Month Y"
MONTH_NAME_AND_DAY = "Month D Y"
COMPACT_NAME = "YYYYMMDD"
EPOCHS = {"epoch seconds": 1, "epoch milliseconds": 1000}
EXCEL = "spreadsheet days"
# A two-digit year up to this many years ahead is of this century, as spreadsheets read it.
YEARS_AHEAD = 10
EARLIEST, LATEST = 1900, 2200


@dataclass(frozen=True, slots=True)
class Moment:
    """What a cell says: an instant (with `has_offset`), a local time, or a whole day."""

    day: date
    clock: time | None = None
    offset: timezone | None = None

    def instant(self, zone: ZoneInfo) -> datetime:
        """The instant in UTC; a whole day is its start, a time without an offset is in `zone`."""
        local = datetime.combine(self.day, self.clock or time(), tzinfo=self.offset or zone)
        return local.astimezone(UTC)


def numeric_format(order: str, mark: str, *, year_digits: int) -> str:
    """The name of a numeric format: `DD/MM/YYYY`, `YY-MM-DD` ..."""
    parts = {"d": "DD", "m": "MM", "y": "Y" * year_digits}
    return mark.join(parts[part] for part in order)


@lru_cache(maxsize=20_000)
def readings(text: str) -> tuple[tuple[str, Moment], ...]:
    """Every (format, moment) that a text can be read as; several when its order is open."""
    text = text.strip()
    if found := NUMERIC.match(text):
        return _numeric(found)
    for pattern, name, order in (
        (DAY_FIRST, DAY_AND_MONTH_NAME, (3, 2, 1)),
        (MONTH_FIRST, MONTH_NAME_AND_DAY, (3, 1, 2)),
    ):
        if found := pattern.match(text):
            month = MONTHS.get(found[order[1]].casefold())
            moment = _moment(found, found[order[0]], month, found[order[2]]) if month else None
            return ((name, moment),) if moment else ()
    if found := COMPACT.match(text):
        moment = _moment(found, found[1], int(found[2]), found[3])
        return ((COMPACT_NAME, moment),) if moment else ()
    return ()


def _numeric(found: re.Match[str]) -> tuple[tuple[str, Moment], ...]:
    first, mark, second, third = found[1], found[2], found[3], found[4]
    if len(first) in (3,) or len(third) == 3 or (len(first) == 4 and len(third) == 4):
        return ()
    if len(first) == 4:
        orders = {"ymd": (first, second, third)}
    elif len(third) == 4:
        orders = {"dmy": (third, second, first), "mdy": (third, first, second)}
    else:
        orders = {"dmy": (third, second, first), "mdy": (third, first, second), "ymd": (first, second, third)}
    open_to = []
    for order, (year, month, day) in orders.items():
        if len(year) == 1 or not (moment := _moment(found, year, int(month), day)):
            continue
        open_to.append((numeric_format(order, mark, year_digits=len(year)), moment))
    return tuple(open_to)


def _moment(found: re.Match[str], year: str, month: int | None, day: str) -> Moment | None:
    try:
        on = date(full_year(year), month or 0, int(day))
        clock, offset = _clock(found)
    except ValueError:
        return None
    return Moment(on, clock, offset) if EARLIEST <= on.year <= LATEST else None


def _clock(found: re.Match[str]) -> tuple[time | None, timezone | None]:
    if found["h"] is None:
        return None, None
    hour = int(found["h"])
    if half := found["half"]:
        if not 1 <= hour <= 12:
            raise ValueError(hour)
        hour = hour % 12 + (12 if half[0] in "pP" else 0)
    microsecond = int((found["f"] or "0")[:6].ljust(6, "0"))
    return time(hour, int(found["mi"]), int(found["s"] or 0), microsecond), _offset(found["zone"])


def _offset(text: str | None) -> timezone | None:
    if not text:
        return None
    if text[0] not in "+-":
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    away = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-away if text[0] == "-" else away)


def full_year(text: str) -> int:
    """The year of two digits: of this century unless that lies more than ten years ahead."""
    year = int(text)
    if len(text) > 2:
        return year
    this = datetime.now(UTC).year
    year += this // 100 * 100
    return year - 100 if year > this + YEARS_AHEAD else year


def reader(format_: str) -> Callable[[str], Moment | None]:
    """A function from a text to its moment under one format; None when it does not fit."""
    if format_ in EPOCHS:
        return lambda text: _epoch(text, EPOCHS[format_])
    if format_ == EXCEL:
        return _spreadsheet_days

    def read(text: str) -> Moment | None:
        for name, moment in readings(text):
            if name == format_:
                return moment
        return None

    return read


def _epoch(text: str, scale: int) -> Moment | None:
    try:
        at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=float(text) / scale)
    except (ValueError, OverflowError):
        return None
    return Moment(at.date(), at.time(), UTC) if EARLIEST <= at.year <= LATEST else None


def _spreadsheet_days(text: str) -> Moment | None:
    """Days since 1899-12-30, the fraction being the time of day; the same in Excel and LibreOffice."""
    try:
        at = datetime(1899, 12, 30, tzinfo=UTC) + timedelta(seconds=round(float(text) * 86_400))
    except (ValueError, OverflowError):
        return None
    return Moment(at.date(), at.time()) if EARLIEST <= at.year <= LATEST else None
