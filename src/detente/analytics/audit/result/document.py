"""The result of an audit as plain values: what every format shows, and what is kept and compared over time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

FORMAT = "detente-audit"
VERSION = 1

Cell = str | int | float | bool | None
Kind = Literal["text", "count", "number", "share", "money", "day", "instant", "flag"]


@dataclass(frozen=True)
class Column:
    """A column of a table in the result; `kind` says how its cells are written."""

    key: str
    label: str
    kind: Kind = "text"
    is_personal: bool = False

    @property
    def is_number(self) -> bool:
        """Whether its cells stand to the right."""
        return self.kind in ("count", "number", "share", "money")


@dataclass(frozen=True)
class Table:
    """Rows under a finding. `total` counts all rows there are, of which `rows` are the first."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: int
    record: str = ""
    """Record table that the rows belong to; empty for a breakdown."""

    @property
    def left(self) -> int:
        """How many rows are not shown."""
        return max(self.total - len(self.rows), 0)

    def place(self, key: str) -> int | None:
        """Where a column stands; None where there is none of that name."""
        return next((nth for nth, column in enumerate(self.columns) if column.key == key), None)


@dataclass(frozen=True)
class Price:
    """What a finding costs, in units of the currency, and how that was reckoned."""

    amount: float
    currency: str | None
    low: float | None
    high: float | None
    reckoned: str


@dataclass(frozen=True)
class Item:
    """A finding, ready to be shown: the sentence, its size, how sure, what it costs, why, what to do."""

    slug: str
    group: str
    name: str
    sentence: str
    count: int
    of: int
    share: float
    unit: str
    sureness: str
    interval: tuple[float, float] | None
    cost: Price | None
    why: str
    todo: str
    fix: str | None
    breakdowns: tuple[Table, ...]
    rows: Table | None


@dataclass(frozen=True)
class Line:
    """A check that found all in order, or that could not be asked, in one sentence."""

    slug: str
    group: str
    name: str
    sentence: str


@dataclass(frozen=True)
class Step:
    """One step of the funnel: how many leads came at least so far, of how many that came as far as the one before.

    `share` is of all leads, with its 95 % interval; unknown on fewer than 10.
    """

    key: str
    label: str
    count: int
    share: float | None
    interval: tuple[float, float] | None
    share_of_before: float | None
    untold: int = 0
    """Leads that ended without a trace of how far they had come."""


@dataclass(frozen=True)
class Flow:
    """The funnel as the data has it; leads old enough to be judged apart; what the export does not tell."""

    steps: tuple[Step, ...]
    matured: tuple[Step, ...]
    matured_says: str
    by_source: Table | None
    missing: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class File:
    """A file that was read; `object` is the record table that it fills, None where it is of no use."""

    name: str
    system: str
    taken_for: str
    object: str | None
    rows: int
    unread: int
    understood: int
    columns: int


@dataclass(frozen=True)
class Joined:
    """A column that points to another table: how many of its values are found there."""

    column: str
    to: str
    matched: int
    of: int

    @property
    def share(self) -> float:
        """Matched of all, 0 where there are none."""
        return self.matched / self.of if self.of else 0.0


@dataclass(frozen=True)
class Meaning:
    """A status or stage as the export names it, and the milestone that it was taken for."""

    object: str
    stage: str
    milestone: str | None
    exit: str | None
    is_confirmed: bool
    rows: int


@dataclass(frozen=True)
class Sources:
    """What was read: files, how they join, columns that were not understood, stages and their meaning."""

    files: tuple[File, ...] = ()
    joins: tuple[Joined, ...] = ()
    unknown: tuple[tuple[str, str], ...] = ()
    """(record table, header) of columns with values that no check can read by name."""
    stages: tuple[Meaning, ...] = ()
    questions: tuple[str, ...] = ()
    """What the values leave open, each with what was taken meanwhile."""
    passed_over: tuple[tuple[str, str], ...] = ()
    """(file, why) of files that were not read."""

    @property
    def understood(self) -> int:
        """How many columns were understood."""
        return sum(file.understood for file in self.files)


@dataclass(frozen=True)
class Document:
    """The whole result. Findings stand in order of what they cost."""

    as_of: str
    zone: str
    currency: str | None
    is_redacted: bool
    sentence: str
    records: dict[str, int]
    findings: tuple[Item, ...]
    in_order: tuple[Line, ...]
    not_asked: tuple[Line, ...]
    flow: Flow | None
    sources: Sources
    notes: tuple[str, ...]

    @property
    def top(self) -> tuple[Item, ...]:
        """The three findings that cost most."""
        return self.findings[:3]

    def of_group(self, group: str) -> tuple[Item, ...]:
        """The findings of a group."""
        return tuple(item for item in self.findings if item.group == group)


GROUPS: tuple[str, ...] = ("process", "capture", "goals")

Plain = dict[str, Any]
