"""The picture of an export: its files as they join, what was understood, what was not, and what is asked."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PicturedColumn:
    """A column of a file: what it was taken for (None: not understood), its kind by its values, how full it is."""

    header: str
    fills: str | None
    kind: str
    filled: int


@dataclass(frozen=True)
class PicturedFile:
    """A file: its number, what it was taken for (`object` None: of no use, or not understood), lines, columns."""

    number: int
    name: str
    system: str
    taken_for: str
    object: str | None
    rows: int
    unread: int
    columns: tuple[PicturedColumn, ...] = ()
    is_known: bool = True
    """Whether it is known what the file is, though it may be of no use to the audit."""

    @property
    def understood(self) -> tuple[PicturedColumn, ...]:
        """Columns that fill one of ours."""
        return tuple(column for column in self.columns if column.fills)

    @property
    def not_understood(self) -> tuple[PicturedColumn, ...]:
        """Columns with values that fill none of ours."""
        return tuple(column for column in self.columns if not column.fills and column.filled)


@dataclass(frozen=True)
class Join:
    """How many values of one column are found in another: `matched` of `values` rows; samples of those that are not."""

    table: str
    column: str
    to: str
    to_column: str
    values: int
    matched: int
    missing: tuple[str, ...] = ()

    @property
    def share(self) -> float:
        """`matched / values`."""
        return self.matched / self.values if self.values else 0.0


@dataclass(frozen=True)
class PicturedStage:
    """A stage or status, what it was taken for (None: cannot be told), how many records stand in it."""

    object: str
    stage: str
    place: int | None
    milestone: str | None
    exit: str | None
    is_confirmed: bool
    rows: int


@dataclass(frozen=True)
class Question:
    """What the values leave open: `choices` to answer with in a mapping, and the one taken meanwhile (empty: none)."""

    file: str
    column: str
    setting: str
    sentence: str
    choices: tuple[str, ...]
    samples: tuple[str, ...] = ()
    taken: str = ""


@dataclass(frozen=True)
class Picture:
    """All of it. `passed_over`: files that were not read, as (name, why)."""

    files: tuple[PicturedFile, ...]
    joins: tuple[Join, ...] = ()
    stages: tuple[PicturedStage, ...] = ()
    questions: tuple[Question, ...] = ()
    notes: tuple[str, ...] = ()
    passed_over: tuple[tuple[str, str], ...] = ()

    @property
    def used(self) -> tuple[PicturedFile, ...]:
        """Files that fill a record table."""
        return tuple(file for file in self.files if file.object)
