"""What an audit says: findings, what was found in order, and what could not be asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from detente.analytics.audit.evidence import Evidence

Group = Literal["process", "capture", "goals"]
Sureness = Literal["counted", "estimated", "a sign"]
"""`counted`: every row is what it says. `estimated`: a share or difference with an interval. `a sign`: worth a look."""


@dataclass(frozen=True)
class Cost:
    """What a finding costs, in units of `currency` (None where the export tells none), and how that was reckoned."""

    amount: float
    currency: str | None
    reckoned: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Rows:
    """The rows behind a finding: a SELECT over the record and raw tables, and what its columns are called.

    The first column is the record's key; `table` names the record table it belongs to. `personal` names the columns
    that say who a person is: they are left out of a redacted file.
    """

    table: str
    sql: str
    labels: dict[str, str]
    personal: tuple[str, ...] = ()
    parameters: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Breakdown:
    """A small table under a finding: by source, by owner, by value. Numbers stay numbers."""

    title: str
    labels: dict[str, str]
    rows: tuple[dict[str, Any], ...]
    personal: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it should be; the sentence first, then its size, why it matters, what to do."""

    sentence: str
    count: int
    of: int
    unit: str
    sureness: Sureness = "counted"
    interval: tuple[float, float] | None = None
    """Interval of the share `count / of`, where it stands for more than these rows."""
    cost: Cost | None = None
    rows: Rows | None = None
    breakdowns: tuple[Breakdown, ...] = ()
    todo: str = ""
    """What to do on Monday, with this finding's own words; the check's general advice when empty."""
    fix: str | None = None
    """Which list of the app mends it: merge, normalise, bad_data, owner, close_date, reopen, answer; None for none."""
    weight: float = 1.0
    """How much it matters beside others of the same share, where no cost can be reckoned."""

    @property
    def share(self) -> float:
        """`count / of`, 0 when nothing was looked at."""
        return self.count / self.of if self.of else 0.0


@dataclass(frozen=True)
class Check:
    """One question put to the evidence.

    `needs` lists (table, column) pairs that must hold a value somewhere; `("deals", "")` needs any row; each entry may
    be a tuple of alternatives. `find` returns a finding, or None when all is well; the text after `clean` says so.
    """

    slug: str
    group: Group
    name: str
    why: str
    todo: str
    needs: tuple[tuple[str, str] | tuple[tuple[str, str], ...], ...]
    find: Callable[[Evidence], Finding | Clean | Skipped | None]
    clean: str


@dataclass(frozen=True)
class Clean:
    """Asked and found in order, in words of the data: `Reps differ no more than chance and mix explain (p = 0.26).`"""

    sentence: str


@dataclass(frozen=True)
class Skipped:
    """Not asked, though its columns are there: too few rows, no history, and what would allow it."""

    sentence: str


@dataclass(frozen=True)
class Found:
    """A check that found something."""

    check: Check
    finding: Finding


@dataclass(frozen=True)
class Passed:
    """A check that found all in order."""

    check: Check
    sentence: str


@dataclass(frozen=True)
class NotRun:
    """A check that could not run, and which field would allow it."""

    check: Check
    sentence: str


@dataclass(frozen=True)
class Audit:
    """The whole answer; `found` is in order of what it costs, then of weight times share."""

    as_of: datetime
    found: tuple[Found, ...]
    passed: tuple[Passed, ...]
    not_run: tuple[NotRun, ...]
    currency: str | None = None
    notes: tuple[str, ...] = ()
