"""One consistent look at the CRM: everything in a snapshot is as of the same instant.

It reads on a connection of its own, so that neither a long read nor a page's transaction disturbs
the other: on SQLite a deferred read transaction (WAL lets writers go on), on PostgreSQL a read-only
REPEATABLE READ one. Inside a caller's transaction it reads there, and sees what that one sees.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

BATCH = 50_000


class Snapshot:
    """A consistent state of the CRM's tables; `as_of` is when it was taken."""

    def __init__(self, on: BaseDatabaseWrapper) -> None:
        self.connection = on
        self.vendor = on.vendor
        self.as_of = datetime.now(UTC)

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of a small answer."""
        with self.connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return cursor.fetchall()

    def batches(
        self, sql: str, parameters: Sequence[Any] = (), size: int = BATCH
    ) -> Iterator[list[tuple[Any, ...]]]:
        """The rows of a large answer, `size` at a time, never all in memory."""
        with self.connection.chunked_cursor() as cursor:
            cursor.execute(sql, parameters)
            while rows := cursor.fetchmany(size):
                yield rows

    def one(self, sql: str, parameters: Sequence[Any] = ()) -> tuple[Any, ...]:
        """The only row of an answer."""
        return self.rows(sql, parameters)[0]


@contextmanager
def snapshot() -> Iterator[Snapshot]:
    """Open a snapshot for as long as the block runs."""
    if connection.in_atomic_block:
        yield Snapshot(connection)
        return
    own = connections.create_connection(DEFAULT_DB_ALIAS)
    try:
        _begin(own)
        yield Snapshot(own)
    finally:
        own.close()


def _begin(own: BaseDatabaseWrapper) -> None:
    own.ensure_connection()
    if own.vendor == "postgresql":
        from psycopg import IsolationLevel

        own.connection.isolation_level = IsolationLevel.REPEATABLE_READ
        own.connection.read_only = True
        own.set_autocommit(False)
        return
    with own.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
        # The first read, not the BEGIN, decides which state a SQLite transaction sees.
        cursor.execute("SELECT count(*) FROM sqlite_master").fetchone()
