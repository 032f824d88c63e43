"""No question of a list may walk a million rows by an index, one after the other.

A database expects the rows that answer to lie scattered. Where all of them stand at the far end of the order, or an
index finds half the table, it jumps through a million rows, which takes seconds; the whole table read once from
end to end takes a tenth of one. So the database's own way is given up after a while, and the table is read.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.models import F, QuerySet
from django.db.models.expressions import OrderBy
from django.db.models.functions import Coalesce
from django.db.models.sql.constants import INNER
from django.db.models.sql.datastructures import BaseTable, Join

MILLISECONDS = 25
"""Enough for ten thousand rows by an index, and a fifth of what reading a million takes."""
_WAIT = 10
_CHECKED_EVERY = 5_000  # steps of SQLite's machine, well below a millisecond
_TIMEOUT = "SELECT set_config('statement_timeout', %s, true)"


class _ReadThrough(BaseTable):
    """A table of SQLite that is read from end to end, or row by row by its keys."""

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """The table's name, with none of its indexes to be used."""
        sql, parameters = super().as_sql(compiler, connection)
        return f"{sql} NOT INDEXED", parameters


class Patience:
    """How long the database may follow its own plans, in one question or in several."""

    def __init__(self) -> None:
        self._left = MILLISECONDS / 1000

    def rows(self, rows: QuerySet[Any]) -> list[Any] | None:
        """All of `rows`, which is limited; None when that took longer than there was patience left."""
        begun = _clock()
        try:
            with _stopped_by_steps(self._left) if _is_sqlite() else _stopped_by_server(self._left):
                return list(rows.all())
        except OperationalError as wrong:
            if "interrupted" in str(wrong) or "statement timeout" in str(wrong):
                return None
            raise
        finally:
            self._left -= _clock() - begun


def _is_sqlite() -> bool:
    return connection.vendor == "sqlite"


def _clock() -> float:
    """Only our own work where the database is in this program: a busy machine must not look like a long walk."""
    return time.thread_time() if _is_sqlite() else time.monotonic()


@contextmanager
def _stopped_by_steps(seconds: float) -> Iterator[None]:
    connection.ensure_connection()
    # A disk that is waited for is no work of ours, but is waited for.
    worked, waited = time.thread_time() + seconds, time.monotonic() + _WAIT * seconds
    connection.connection.set_progress_handler(
        lambda: time.thread_time() > worked or time.monotonic() > waited, _CHECKED_EVERY
    )
    try:
        yield
    finally:
        connection.connection.set_progress_handler(None, 0)


@contextmanager
def _stopped_by_server(seconds: float) -> Iterator[None]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        before = cursor.fetchone()[0]
        cursor.execute(_TIMEOUT, [str(max(1, int(seconds * 1000)))])
        yield
        cursor.execute(_TIMEOUT, [before])


def found_anyhow(rows: QuerySet[Any], by_row: QuerySet[Any] | None = None) -> list[Any]:
    """All of `rows`, which is limited and in no order.

    `by_row` asks the same in another way, best where every other row answers: it looks at the other tables for each
    row, while `rows` first collects what answers there.
    """
    if by_row is not None:
        found = Patience().rows(by_row)
        return list(rows) if found is None else found
    if not _is_sqlite() or len(rows.query.alias_map) > 1 or _is_read_through(rows):
        return list(rows)
    found = Patience().rows(rows)
    return list(read_through(rows)) if found is None else found


def _is_read_through(rows: QuerySet[Any]) -> bool:
    """Whether SQLite means to read the table from end to end anyway."""
    return " SCAN " in (plan := f" {rows.explain()} ") and " INDEX " not in plan


def read_through(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The same rows in the same order, from the whole table and not along an index."""
    found = rows.all()
    if not _is_sqlite():
        return _unordered_by_indexes(found)
    alias = found.query.get_initial_alias()
    table = found.query.alias_map[alias]
    found.query.alias_map[alias] = _ReadThrough(table.table_name, alias)
    return found


def by_key(rows: QuerySet[Any], keys: Sequence[int]) -> QuerySet[Any]:
    """Those of `rows` that have one of these keys, in no order, each looked up by its key.

    SQLite keeps no statistics and takes any index for one that finds ten rows: it would rather read the half of a
    million that are alike in another table than a few hundred keys. Tables joined by CROSS it takes in their order.
    """
    found = rows.filter(pk__in=keys).order_by()
    if not _is_sqlite():
        return found
    found = read_through(found)
    for alias, table in found.query.alias_map.items():
        if isinstance(table, Join) and table.join_type == INNER:
            found.query.alias_map[alias] = crossed = copy(table)
            crossed.join_type = "CROSS JOIN"
    return found


def _unordered_by_indexes(rows: QuerySet[Any]) -> QuerySet[Any]:
    """PostgreSQL chooses well but for the order's own index, which it cannot use for an expression."""
    rows.query.order_by = tuple(_expression(one) for one in rows.query.order_by)
    return rows


def _expression(one: Any) -> OrderBy:
    if isinstance(one, OrderBy):
        return OrderBy(Coalesce(one.expression, one.expression), descending=one.descending)
    name = one.removeprefix("-")
    return OrderBy(Coalesce(F(name), F(name)), descending=one.startswith("-"))
