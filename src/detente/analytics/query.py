"""A question put to a report: which leads, cut how, grouped by what, seen by whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from detente.analytics.errors import BadQuery
from detente.analytics.fields import field, value_of
from detente.analytics.language import say

LONGEST_HORIZON = 3650


@dataclass(frozen=True)
class Query:
    """One question.

    `from_on` and `to_on` are days of the organisation's `zone`, both inclusive; None is open.
    `where` holds (field, value) pairs: several values of one field mean any of them, different
    fields must all hold. `horizon_days` ends the view that many days after each lead arrived;
    None looks until `as_of`. `vendor` shows that vendor's leads only, in every table.
    `zone` and `as_of` (UTC, without a zone) come from the tables when None. `reps` says whose
    comparison with other reps the reader may see: "all", "none", or the one rep of this key.
    Raises `BadQuery` and `UnknownField`.
    """

    from_on: date | None = None
    to_on: date | None = None
    by: str | None = None
    where: tuple[tuple[str, str | None], ...] = ()
    horizon_days: int | None = None
    zone: str | None = None
    vendor: str | None = None
    as_of: datetime | None = None
    reps: Literal["all", "none"] | int = "all"

    def __post_init__(self) -> None:
        if self.from_on and self.to_on and self.to_on < self.from_on:
            raise BadQuery(
                say(
                    "The period ends on %(last)s, before it begins on %(first)s.",
                    first=self.from_on,
                    last=self.to_on,
                )
            )
        if self.horizon_days is not None and not 1 <= self.horizon_days <= LONGEST_HORIZON:
            raise BadQuery(
                say("A horizon is 1 to %(most)s days, not %(days)s.",
                    most=str(LONGEST_HORIZON), days=str(self.horizon_days))
            )  # fmt: skip
        for name in {self.by, *(name for name, _ in self.where)} - {None}:
            field(str(name))
        if self.zone is not None:
            zone_of(self.zone)

    @property
    def filters(self) -> dict[str, tuple[str | None, ...]]:
        """Field names and the values any of which must hold, in a fixed order."""
        found: dict[str, list[str | None]] = {}
        for name, text in sorted(self.where, key=lambda pair: (pair[0], pair[1] or "")):
            values = found.setdefault(name, [])
            if (value := value_of(text)) not in values:
                values.append(value)
        return {name: tuple(values) for name, values in found.items()}


def zone_of(name: str) -> ZoneInfo:
    """The time zone of this IANA name. Raises `BadQuery`."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadQuery(
            say("There is no time zone %(name)r; write it like Europe/Berlin or UTC.", name=name)
        ) from None


def start_of(day: date, zone: str) -> datetime:
    """The instant at which a day begins in a zone, as UTC without a zone."""
    local = datetime.combine(day, time(), tzinfo=zone_of(zone))
    return local.astimezone(UTC).replace(tzinfo=None)


def end_of(day: date, zone: str) -> datetime:
    """The first instant after a day in a zone, as UTC without a zone."""
    return start_of(day + timedelta(days=1), zone)


def day_of(instant: datetime, zone: str) -> date:
    """The day in a zone on which an instant (UTC without a zone) falls."""
    return instant.replace(tzinfo=UTC).astimezone(zone_of(zone)).date()
