"""The evidence of an audit: record tables in DuckDB, in memory or in a file with bounded memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from detente.analytics.audit.tables import BY_NAME, RECORDS, TABLES
from detente.analytics.engines import OpenTables, creation

THREADS = 2
MEMORY = "1GB"


@dataclass
class Evidence(OpenTables):
    """Open record tables. `as_of` is the last instant in them, UTC without a zone: nothing later is known."""

    as_of: datetime = field(default_factory=lambda: datetime.now(UTC).replace(tzinfo=None))
    zone: str = "UTC"
    currency: str | None = None
    notes: tuple[str, ...] = ()
    holds: object = field(default=None, repr=False)
    """What must live as long as the tables: the folder of a reading, which goes with it."""
    _filled: dict[tuple[str, str], int] = field(default_factory=dict, repr=False)
    remembered: dict[Any, Any] = field(default_factory=dict, repr=False)
    """What was once worked out about these tables, which do not change while they are open."""

    def one(self, sql: str, parameters: Mapping[str, Any] | None = None) -> Any:
        """The only value of the only row."""
        row = self.connection.execute(sql, dict(parameters or {})).fetchone()
        return row[0] if row else None

    def filled(self, table: str, column: str | None = None) -> int:
        """How many rows a record table has, or how many of them have a value in a column. Raises KeyError."""
        known = BY_NAME[table]
        if column is not None and column not in known.names:
            raise KeyError(f"{table} has no column {column}")
        key = (table, column or "*")
        if key not in self._filled:
            counted = f'"{column}"' if column else "*"
            self._filled[key] = self.one(f'SELECT count({counted}) FROM "{table}"')
        return self._filled[key]

    def raw_columns(self, table: str) -> list[str]:
        """Headers of the raw table behind a record table; none when nothing was read for it."""
        found = self.rows(
            "SELECT column_name AS name FROM duckdb_columns() WHERE table_name = $name ORDER BY column_index",
            {"name": f"raw_{table}"},
        )
        return [row["name"] for row in found if row["name"] not in ("row_no", "file_no")]


def create(path: Path | None = None) -> duckdb.DuckDBPyConnection:
    """Empty record tables: in memory, or in a new file whose work spills to disk beside it."""
    config: dict[str, str | int | float | list[str]] = {
        "threads": THREADS, "memory_limit": MEMORY, "preserve_insertion_order": "false",
        "autoinstall_known_extensions": "false", "autoload_known_extensions": "false",
    }  # fmt: skip
    if path is not None:
        config["temp_directory"] = str(path.parent / "spill")
    connection = duckdb.connect(str(path) if path else ":memory:", config=config)
    connection.execute("SET TimeZone = 'UTC'")
    for table in TABLES:
        connection.execute(creation(table))
    return connection


def from_rows(
    tables: Mapping[str, Sequence[Mapping[str, Any]]],
    *,
    as_of: datetime | None = None,
    currency: str | None = None,
) -> Evidence:
    """Record tables given as rows of Python; absent ones are empty. `raw_<name>` rows make raw tables."""
    connection = create()
    for name, rows in tables.items():
        if name.startswith("raw_"):
            _load_raw(connection, name, rows)
            continue
        wanted = BY_NAME[name].names
        for row in rows:
            if unknown := row.keys() - set(wanted):
                raise KeyError(f"{name} has no column {sorted(unknown)[0]}")
            marks = ", ".join("?" * len(wanted))
            connection.execute(
                f'INSERT INTO "{name}" VALUES ({marks})', [row.get(column) for column in wanted]
            )
    return Evidence(connection, as_of=as_of or last_instant(connection), currency=currency)


def _load_raw(connection: duckdb.DuckDBPyConnection, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
    headers = list(dict.fromkeys(header for row in rows for header in row))
    made = ", ".join('"{}" VARCHAR'.format(header.replace('"', '""')) for header in headers)
    connection.execute(f'CREATE TABLE "{name}" (file_no BIGINT, row_no BIGINT, {made})')
    for nth, row in enumerate(rows, start=1):
        marks = ", ".join("?" * (len(headers) + 2))
        cells = [1, nth, *(row.get(header) for header in headers)]
        connection.execute(f'INSERT INTO "{name}" VALUES ({marks})', cells)


def last_instant(connection: duckdb.DuckDBPyConnection) -> datetime:
    """The last instant at which a record says that something happened, planned ones and the future aside.

    A task stands on the day when it was due, done or not: it tells nothing.
    """
    now = datetime.now(UTC).replace(tzinfo=None)
    kept = ("created_at", "at", "converted_at", "closed_at", "worked_at", "last_worked_at", "responded_at")
    asked = " UNION ALL ".join(
        f'SELECT max("{column.name}") FILTER (WHERE "{column.name}" <= $now) AS seen FROM "{table.name}"'
        + (
            " WHERE coalesce(is_done, TRUE) AND coalesce(kind, '') <> 'task'"
            if column.name == "at" and table.name == "activities"
            else ""
        )
        for table in RECORDS
        for column in table.columns
        if column.name in kept
    )
    found = connection.execute(f"SELECT max(seen) FROM ({asked}) AS s", {"now": now}).fetchone()
    return (found[0] if found else None) or now
