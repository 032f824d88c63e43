"""Promises as values: SLAs, calendars, cadences, routing, targets and roles of a playbook. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class Within:
    """A time in business minutes; a shorter one for what is urgent."""

    minutes: int
    urgent_minutes: int | None = None

    def of(self, *, is_urgent: bool) -> int:
        """The minutes that hold."""
        return self.urgent_minutes if is_urgent and self.urgent_minutes is not None else self.minutes


@dataclass(frozen=True)
class Target:
    """A goal per period: at least so many, or such a share. Marketing's promises to sales are targets too."""

    code: str
    name: str
    measure: str
    per: str
    at_least: float
    team: str = "marketing"


@dataclass(frozen=True)
class Slas:
    """What marketing promised (`marketing`), and sales: answers, first attempts, how often to try in how many ways."""

    marketing: tuple[Target, ...]
    answer: Within
    first_attempt: Within
    passed_answer: Within
    urgent_bands: tuple[str, ...]
    requests_are_urgent: bool
    warn_after: float
    reassign_after_minutes: int | None
    attempts: int
    channels: int


@dataclass(frozen=True)
class Calendar:
    """A team's working hours: per weekday (0 Monday) spans of minutes after midnight, in `zone`; holidays of `country`.

    Blank zone and country are the organisation's; "none" as country knows no holidays. `days_off` are ISO days.
    """

    team: str
    zone: str
    country: str
    hours: Mapping[int, tuple[tuple[int, int], ...]]
    days_off: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """A cadence's step: on the so-manieth business day after the hand-over, by a channel."""

    day: int
    channel: str


@dataclass(frozen=True)
class Cadence:
    """Steps for the leads of these bands and requests; with neither it fits all."""

    code: str
    name: str
    steps: tuple[Step, ...]
    bands: tuple[str, ...] = ()
    requests: bool = False

    def fits(self, *, band: str | None, is_request: bool) -> bool:
        """Whether this is the cadence of such a lead."""
        return not (self.bands or self.requests) or band in self.bands or (self.requests and is_request)


@dataclass(frozen=True)
class Territory:
    """Leads for whom `when` holds go to these users (sign-in addresses), in turn by capacity."""

    code: str
    name: str
    when: Mapping[str, Any]
    users: tuple[str, ...]


@dataclass(frozen=True)
class Routing:
    """The order in which an owner is looked for; territories; the share that is randomised; capacity by role."""

    order: tuple[str, ...]
    territories: tuple[Territory, ...]
    randomised_share: float
    capacity: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Role:
    """A role and what it is responsible for."""

    code: str
    name: str
    team: str
    duties: tuple[str, ...]


def read_slas(section: dict[str, Any] | None) -> Slas | None:
    """The section `slas`."""
    if section is None:
        return None
    sales = section["sales"]
    urgent = sales.get("urgent", {})
    return Slas(
        marketing=read_targets(section.get("marketing")), answer=Within(**sales["answer"]),
        first_attempt=Within(**sales["first_attempt"]),
        passed_answer=Within(**sales.get("passed_answer", sales["answer"])),
        urgent_bands=tuple(urgent.get("bands", ())), requests_are_urgent=urgent.get("requests", False),
        warn_after=sales.get("warn_after", 0.75), reassign_after_minutes=sales.get("reassign_after_minutes"),
        attempts=sales["attempts"], channels=sales.get("channels", 1),
    )  # fmt: skip


def read_calendars(rows: list[dict[str, Any]] | None) -> dict[str, Calendar]:
    """The section `calendars`, by team."""
    return {row["team"]: _calendar(row) for row in rows or ()}


def _calendar(row: dict[str, Any]) -> Calendar:
    hours = {WEEKDAYS.index(day): tuple(_span(text) for text in spans) for day, spans in row["hours"].items()}
    return Calendar(
        row["team"],
        row.get("zone", ""),
        row.get("country", ""),
        hours,
        tuple(map(str, row.get("days_off", ()))),
    )


def _span(text: str) -> tuple[int, int]:
    opens, closes = (
        int(hour) * 60 + int(minute) for hour, minute in (part.split(":") for part in text.split("-"))
    )
    return opens, closes


def read_cadences(rows: list[dict[str, Any]] | None) -> tuple[Cadence, ...]:
    """The section `cadences`."""
    return tuple(
        Cadence(
            row["code"], row["name"], tuple(Step(**step) for step in row["steps"]), tuple(row.get("bands", ())),
            row.get("requests", False),
        )
        for row in rows or ()
    )  # fmt: skip


def read_routing(section: dict[str, Any] | None) -> Routing | None:
    """The section `routing`."""
    if section is None:
        return None
    territories = (
        Territory(row["code"], row["name"], row["when"], tuple(row["users"]))
        for row in section.get("territories", ())
    )
    return Routing(
        tuple(section["order"]),
        tuple(territories),
        section.get("randomised_share", 0),
        section.get("capacity", {}),
    )


def read_targets(rows: list[dict[str, Any]] | None) -> tuple[Target, ...]:
    """The section `targets`, or marketing's promises."""
    return tuple(Target(**row) for row in rows or ())


def read_roles(rows: list[dict[str, Any]] | None) -> tuple[Role, ...]:
    """The section `roles`."""
    return tuple(Role(row["code"], row["name"], row["team"], tuple(row["duties"])) for row in rows or ())
