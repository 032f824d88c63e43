"""Points and readiness as values: what the sections `scoring` and `sales_ready` of a playbook say. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Condition = Mapping[str, Any]
"""`{field, is, value}`, or `{all: [...]}`, `{any: [...]}`, `{not: ...}` of such."""


@dataclass(frozen=True)
class FitRule:
    """Points for who they are; given when `when` holds."""

    code: str
    name: str
    points: int
    when: Condition


@dataclass(frozen=True)
class TouchRule:
    """Points for what they did: each touch of these kinds, from the `from_nth` on, at most `at_most` of them.

    What is left of a touch's points halves every `half_life_days`, or is all of them for `within_days` and then none;
    with neither they never fade. The newest touches count when there are more than `at_most`.
    """

    code: str
    name: str
    points: int
    touches: tuple[str, ...]
    half_life_days: float | None = None
    within_days: float | None = None
    from_nth: int = 1
    at_most: int | None = None


@dataclass(frozen=True)
class Group:
    """Rules that together give no more than `limit` points."""

    code: str
    name: str
    limit: int
    rules: tuple[FitRule | TouchRule, ...]


@dataclass(frozen=True)
class Half:
    """Fit or engagement: its groups, and the most that they give together."""

    limit: int
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Band:
    """A grade: points at or above `least` (None: whatever is below the others)."""

    code: str
    name: str
    least: int | None


@dataclass(frozen=True)
class Scoring:
    """All points; `bands` grade the total, `fit_bands` the fit, each from the highest down."""

    limit: int
    fit: Half
    engagement: Half
    bands: tuple[Band, ...]
    fit_bands: tuple[Band, ...]


@dataclass(frozen=True)
class Exclusion:
    """Who is never sales-ready, whatever their points or requests."""

    code: str
    name: str
    when: Condition


@dataclass(frozen=True)
class Readiness:
    """Sales-ready: `threshold` points and a fit in `fit_bands`, or a touch of `requests`; unless excluded."""

    threshold: int
    fit_bands: tuple[str, ...]
    requests: tuple[str, ...]
    exclusions: tuple[Exclusion, ...]


def read_readiness(section: dict[str, Any] | None) -> Readiness | None:
    """The section `sales_ready`."""
    if section is None:
        return None
    return Readiness(
        section["threshold"], tuple(section.get("fit_bands", ())), tuple(section.get("requests", ())),
        tuple(Exclusion(**row) for row in section.get("exclusions", ())),
    )  # fmt: skip


def read_scoring(section: dict[str, Any] | None) -> Scoring | None:
    """The section `scoring`."""
    if section is None:
        return None
    fit, engagement = (
        _half(section[name], made) for name, made in (("fit", FitRule), ("engagement", _touch_rule))
    )
    bands, fit_bands = (_bands(section[name]) for name in ("bands", "fit_bands"))
    return Scoring(section["limit"], fit, engagement, bands, fit_bands)


def _half(section: dict[str, Any], made: Any) -> Half:
    groups = (
        Group(row["code"], row["name"], row["limit"], tuple(made(**rule) for rule in row["rules"]))
        for row in section["groups"]
    )
    return Half(section["limit"], tuple(groups))


def _touch_rule(**row: Any) -> TouchRule:
    return TouchRule(**row | {"touches": tuple(row["touches"])})


def _bands(rows: list[dict[str, Any]]) -> tuple[Band, ...]:
    found = [Band(row["code"], row["name"], row.get("from")) for row in rows]
    return tuple(
        sorted(found, key=lambda band: float("-inf") if band.least is None else band.least, reverse=True)
    )
