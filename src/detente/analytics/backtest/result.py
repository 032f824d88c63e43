"""What a back-test found, as plain values: for a page, for JSON, and to be kept beside a proposal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from detente.analytics.stats.intervals import interval


@dataclass(frozen=True)
class Share:
    """So many of so many, with the interval in which the true share lies (95 %); None where there is nobody."""

    part: int
    whole: int
    share: float | None
    low: float | None
    high: float | None

    @classmethod
    def of(cls, part: int, whole: int) -> Share:
        """A share with its interval."""
        low, high = interval(part, whole)
        return cls(part, whole, part / whole if whole else None, low, high)


@dataclass(frozen=True)
class Ready:
    """Leads that would have been sales-ready: of those that sales were offered how many were accepted, of all how
    many were won; half of them within `median_days` after they arrived."""

    count: int
    accepted: Share
    won: Share
    median_days: float | None = None


@dataclass(frozen=True)
class ReadySides:
    """Sales-ready under the old terms and under the new ones; under both, and under one only."""

    old: Ready
    new: Ready
    both: Ready
    only_old: Ready
    only_new: Ready


@dataclass(frozen=True)
class Shift:
    """Leads of one source: sales-ready before and after, and how their points change at their last response."""

    name: str | None
    leads: int
    old_ready: int
    new_ready: int
    gain: int
    lose: int
    mean_change: float


@dataclass(frozen=True)
class Crossing:
    """How many leads go from one band to another."""

    old: str
    new: str
    leads: int


@dataclass(frozen=True)
class Example:
    """A lead by its key, with its points at its last response under both terms."""

    lead: int
    old: int
    new: int


@dataclass(frozen=True)
class Load:
    """Sales-ready leads a week of one owner (None: nobody yet), and how many would stand open with them at a time."""

    name: str | None
    old_a_week: float
    new_a_week: float
    old_open: float | None
    new_open: float | None
    capacity: int | None


@dataclass(frozen=True)
class Answering:
    """Sales-ready leads for each business day against how many were begun on those of the busiest week; the share
    answered within the agreed time at the speed that was observed."""

    old_a_day: float
    new_a_day: float
    busiest_day: float
    old_minutes: int | None
    new_minutes: int | None
    old_within: Share | None
    new_within: Share | None


@dataclass(frozen=True)
class Reason:
    """A reason that counts for another side, and how many of the leads ended by it."""

    code: str
    name: str
    old: str | None
    new: str | None
    leads: int


@dataclass(frozen=True)
class Backtest:
    """All of it; `leads` is how many it rests on, of which `without_response` did nothing that a rule could count."""

    since: int
    until: int
    leads: int
    without_response: int
    ready: ReadySides
    sources: Sequence[Shift]
    bands: Sequence[Crossing]
    gain: int
    lose: int
    gaining: Sequence[Example]
    losing: Sequence[Example]
    loads: Sequence[Load]
    answering: Answering
    reasons: Sequence[Reason]

    def plain(self) -> dict[str, Any]:
        """As plain values, for JSON."""
        return asdict(self)
