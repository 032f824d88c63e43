"""Rows of an extract as numpy columns: whole, or only those of some keys; one place per database's types."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from detente.analytics.tables import Column
from detente.copy.agreed import Row
from detente.copy.arrays import Arrays, arrays
from detente.copy.extract import Extract
from detente.copy.snapshot import Snapshot

KEYS_AT_ONCE = 10_000

# A plain sign keeps Python's sqlite3 from turning stored text into objects one by one.
_SQLITE = {"number": 'CAST("{}" AS REAL)'}
_POSTGRES = {
    "instant": '(extract(epoch FROM "{}") * 1000000)::bigint',
    "date": "\"{}\" - DATE '1970-01-01'",
    "number": '"{}"::float8',
}


def read(
    snapshot: Snapshot, extract: Extract, agreed: Sequence[Row], keys: Iterable[int] | None = None
) -> Iterator[Arrays]:
    """The extract's rows as columns, some ten thousand rows at a time; with `keys` only theirs."""
    if extract.made:
        if rows := extract.made(snapshot):
            yield arrays(extract.table.told, rows, "sqlite")
        return
    sql, parameters = statement(extract, agreed, snapshot.vendor)
    if keys is None:
        for rows in snapshot.batches(sql, parameters):
            yield arrays(extract.table.told, rows, snapshot.vendor)
        return
    for rows in chosen(snapshot, f"{sql} WHERE t.{extract.column}", keys, parameters):
        if rows:
            yield arrays(extract.table.told, rows, snapshot.vendor)


def chosen(
    snapshot: Snapshot, sql: str, keys: Iterable[int], parameters: Sequence[Any] = ()
) -> Iterator[list[tuple[Any, ...]]]:
    """Rows of `sql`, which ends in the column whose values must be among `keys`, a chunk of keys at a time."""
    for some in _chunks(keys):
        listed = json.dumps(some) if snapshot.vendor == "sqlite" else some
        yield snapshot.rows(f"{sql} IN ({_listed(snapshot.vendor)})", [*parameters, listed])


def statement(extract: Extract, agreed: Sequence[Row], vendor: str) -> tuple[str, list[Any]]:
    """The extract with exactly the contract's told columns, in types that load fast, and its parameters."""
    columns = ", ".join(_plain(column, vendor) for column in extract.table.told)
    sql = f"SELECT {columns} FROM (\n{extract.sql}) AS t"
    if "agreed" not in extract.sql:
        return sql, []
    rows = ", ".join(["(%s, %s, %s, %s)"] * len(agreed)) or "(0, '', '', 0)"
    return f"WITH agreed(playbook, stage, milestone, expected_days) AS (VALUES {rows})\n{sql}", [
        v for row in agreed for v in row
    ]


def _plain(column: Column, vendor: str) -> str:
    if vendor == "sqlite":
        return _SQLITE.get(column.kind, '+"{}"').format(column.name)
    return _POSTGRES.get(column.kind, '"{}"').format(column.name)


def _listed(vendor: str) -> str:
    return "SELECT value FROM json_each(%s)" if vendor == "sqlite" else "SELECT unnest(%s::bigint[])"


def _chunks(keys: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(sorted(keys))
    while some := list(islice(rest, KEYS_AT_ONCE)):
        yield some
