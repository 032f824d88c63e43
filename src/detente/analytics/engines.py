"""Where SQL runs: DuckDB, on the copy's file, on a folder of tables or on rows of Python.

After opening, an engine reads nothing but its own tables: external access is off, no
directory is allowed, two threads at most, and the configuration is locked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import duckdb

from detente.analytics import loading, worked_out
from detente.analytics.errors import BadTables
from detente.analytics.tables import TABLES, VERSION, Table

THREADS = 2

_ALONE: dict[str, str | int | float | list[str]] = {
    "threads": THREADS,
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}


@dataclass
class OpenTables:
    """Tables open in DuckDB, to be asked and let go of."""

    connection: duckdb.DuckDBPyConnection

    def rows(self, sql: str, parameters: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """Run one statement; each row as a dict by column name. Safe from several threads."""
        with self.connection.cursor() as cursor:
            cursor.execute(sql, dict(parameters or {}))
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def close(self) -> None:
        """Let go of the tables."""
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@dataclass
class Engine(OpenTables):
    """An open set of canonical tables. `as_of` is UTC without a zone; `notes` say what was left unread."""

    as_of: datetime
    zone: str = "UTC"
    currency: str | None = None
    watermark: str | None = None
    name: str = "duckdb"
    notes: tuple[str, ...] = ()
    remembered: dict[Any, Any] = field(default_factory=dict, repr=False)
    """What was once worked out about these tables, which do not change while they are open."""


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Make every canonical table, empty, and `copy_meta` for what is said about them."""
    for table in TABLES:
        connection.execute(creation(table))
    connection.execute("CREATE TABLE copy_meta (name VARCHAR, value VARCHAR)")


def creation(table: Table) -> str:
    """The statement that makes one canonical table."""
    columns = ", ".join(f'"{column.name}" {column.sql_type}' for column in table.columns)
    return f'CREATE TABLE "{table.name}" ({columns})'


def open_copy(path: str | Path) -> Engine:
    """Open a copy file, read-only. Raises `BadTables` when it is absent or of another version."""
    if not Path(path).is_file():
        raise BadTables(f"There is no copy at {path}; `detente copy rebuild` makes one.")
    try:
        connection = duckdb.connect(
            str(path),
            read_only=True,
            config=_ALONE | {"enable_external_access": "false", "lock_configuration": "true"},
        )
        said = dict(connection.execute("SELECT name, value FROM copy_meta").fetchall())
    except duckdb.Error as error:
        raise BadTables(f"{path} is not a copy ({error}); `detente copy rebuild` makes a new one.") from error
    if said.get("version") != str(VERSION):
        connection.close()
        raise BadTables(f"{path} holds version {said.get('version')} of the tables, not {VERSION}; "
                        "`detente copy rebuild` makes a new one.")  # fmt: skip
    return Engine(
        connection,
        as_of=instant(said["as_of"]),
        zone=said.get("zone") or "UTC",
        currency=said.get("currency"),
        watermark=said.get("watermark"),
    )


def open_tables(
    folder: str | Path, *, as_of: datetime | None = None, zone: str = "UTC", currency: str | None = None
) -> Engine:
    """Open a folder of CSV or Parquet files named after the tables; absent ones are empty.

    `as_of` is the last instant in the tables when it is not given. Raises `BadTables`.
    """
    connection = _memory()
    notes = loading.load_folder(connection, Path(folder))
    return _opened(connection, as_of=as_of, zone=zone, currency=currency, notes=notes)


def from_rows(
    tables: Mapping[str, Sequence[Mapping[str, Any]]],
    *,
    as_of: datetime | None = None,
    zone: str = "UTC",
    currency: str | None = None,
) -> Engine:
    """Open tables given as rows of Python; absent tables and columns are empty. Raises `BadTables`."""
    connection = _memory()
    for name, rows in tables.items():
        loading.load_rows(connection, name, rows)
    return _opened(connection, as_of=as_of, zone=zone, currency=currency)


def instant(text: str) -> datetime:
    """An ISO instant as UTC without a zone."""
    read = datetime.fromisoformat(text)
    return read.astimezone(UTC).replace(tzinfo=None) if read.tzinfo else read


def _memory() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(":memory:", config=_ALONE)
    connection.execute("SET TimeZone = 'UTC'")
    create_tables(connection)
    return connection


def _opened(
    connection: duckdb.DuckDBPyConnection,
    *,
    as_of: datetime | None,
    zone: str,
    currency: str | None,
    notes: Iterable[str] = (),
) -> Engine:
    loading.check(connection)
    loading.fill_standing(connection)
    worked_out.renew(connection)
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    known = as_of or loading.last_instant(connection) or datetime.now(UTC).replace(tzinfo=None)
    return Engine(connection, as_of=known, zone=zone, currency=currency, notes=tuple(notes))
