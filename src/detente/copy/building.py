"""Rows into the copy's file: all of them, or those of changed records in place of the old ones."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import numpy as np

from detente.analytics import worked_out
from detente.analytics.engines import create_tables
from detente.copy import mark
from detente.copy.agreed import agreed
from detente.copy.arrays import Arrays
from detente.copy.changes import Changes
from detente.copy.extract import Extract, extracts
from detente.copy.reading import read
from detente.copy.snapshot import Snapshot

Connection = duckdb.DuckDBPyConnection
_ARRIVING = "arriving_leads"
THREADS = 2
MEMORY = "512MB"


@contextmanager
def writing(path: Path) -> Iterator[Connection]:
    """Open a copy's file to write it in one transaction; afterwards the file stands alone, without a log."""
    connection = duckdb.connect(str(path), config={"threads": THREADS, "memory_limit": MEMORY})
    try:
        connection.execute("BEGIN")
        yield connection
        connection.execute("COMMIT")
        connection.execute("CHECKPOINT")
    finally:
        connection.close()


def fill(connection: Connection, snapshot: Snapshot) -> None:
    """Every row of every table into an empty file."""
    create_tables(connection)
    rows = agreed(snapshot)
    with arriving_leads(connection):
        for extract in extracts():
            _insert_all(connection, extract, read(snapshot, extract, rows))
    mark.write(connection, mark.take(snapshot))


def replace(connection: Connection, snapshot: Snapshot, changed: Changes) -> None:
    """The rows of changed records in place of what the file had of them."""
    rows = agreed(snapshot)
    hours = worked_out.hours(connection)
    with arriving_leads(connection, only=True):
        for extract in extracts():
            if extract.key is None:
                if extract.table.name != "costs" or changed.is_cost:
                    connection.execute(f"DELETE FROM {extract.table.name}")
                    _insert_all(connection, extract, read(snapshot, extract, rows))
            elif keys := changed.keys[extract.key]:
                _delete(connection, extract, keys)
                _insert_all(connection, extract, read(snapshot, extract, rows, keys))
    if worked_out.hours(connection) != hours:
        worked_out.renew(connection)
    mark.write(connection, mark.take(snapshot))


@contextmanager
def arriving_leads(connection: Connection, *, only: bool = False) -> Iterator[None]:
    """Leads wait beside the others' tables, from which some of their columns are worked out at the end.

    `only`: few of all leads arrive.
    """
    columns = ", ".join(f'"{column.name}" {column.sql_type}' for column in worked_out.LEADS.told)
    connection.execute(f"CREATE TEMP TABLE {_ARRIVING} ({columns})")
    yield
    worked_out.insert(connection, _ARRIVING, only=only)
    connection.execute(f"DROP TABLE {_ARRIVING}")


def _insert_all(connection: Connection, extract: Extract, batches: Iterator[Arrays]) -> None:
    table = _ARRIVING if extract.table is worked_out.LEADS else extract.table.name
    for columns in batches:
        insert(connection, table, columns)


def insert(connection: Connection, table: str, columns: Arrays) -> None:
    """Append columns to a table."""
    connection.register("incoming", columns)
    connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM incoming")
    connection.unregister("incoming")


def _delete(connection: Connection, extract: Extract, keys: set[int]) -> None:
    connection.register("outgoing", {"id": np.fromiter(keys, dtype="int64", count=len(keys))})
    connection.execute(
        f'DELETE FROM {extract.table.name} WHERE "{extract.column}" IN (SELECT id FROM outgoing)'
    )
    connection.unregister("outgoing")
