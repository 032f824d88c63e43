"""What a table and its columns are made of, and how they are written down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["id", "text", "instant", "date", "count", "money", "number", "flag"]

SQL_TYPES: dict[Kind, str] = {
    "id": "BIGINT",
    "text": "VARCHAR",
    "instant": "TIMESTAMP",
    "date": "DATE",
    "count": "BIGINT",
    "money": "BIGINT",
    "number": "DOUBLE",
    "flag": "BOOLEAN",
}

UNITS: dict[Kind, str] = {
    "id": "",
    "text": "",
    "instant": "UTC",
    "date": "organisation's day",
    "count": "count",
    "money": "minor units",
    "number": "",
    "flag": "true or false",
}


@dataclass(frozen=True)
class Column:
    """One column: its kind (which fixes SQL type and unit), what it means, whether other tables say it."""

    name: str
    kind: Kind
    meaning: str
    is_worked_out: bool = False

    @property
    def sql_type(self) -> str:
        """The DuckDB type that holds this column."""
        return SQL_TYPES[self.kind]

    @property
    def unit(self) -> str:
        """The unit a reader should print beside a value."""
        return UNITS[self.kind]


@dataclass(frozen=True)
class Table:
    """One canonical table; `columns[0]` is its key unless `key` names others."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """Names of the columns that make a row unique."""
        return self.key or (self.columns[0].name,)

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in their published order."""
        return tuple(column.name for column in self.columns)

    @property
    def told(self) -> tuple[Column, ...]:
        """The columns that whoever fills the table must tell; the rest is worked out."""
        return tuple(column for column in self.columns if not column.is_worked_out)

    @property
    def worked_out(self) -> tuple[str, ...]:
        """Names of the columns that follow from other tables."""
        return tuple(column.name for column in self.columns if column.is_worked_out)


def _columns(text: str, *, is_worked_out: bool = False) -> tuple[Column, ...]:
    """Read `name kind meaning...` lines, so that the contract below reads as a table."""
    found = []
    for line in text.strip().splitlines():
        name, kind, meaning = line.split(None, 2)
        found.append(Column(name, kind, meaning, is_worked_out))  # type: ignore[arg-type]
    return tuple(found)


def table(name: str, meaning: str, columns: str, *, key: tuple[str, ...] = (), worked_out: str = "") -> Table:
    """A table whose columns are lines of `name kind meaning`; those `worked_out` follow from other tables."""
    return Table(name, meaning, _columns(columns) + _columns(worked_out, is_worked_out=True), key)
