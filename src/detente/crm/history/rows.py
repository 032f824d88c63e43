"""Rows written in sets, without an ORM object each: executemany on SQLite, COPY on PostgreSQL.

`insert_one` and `is_there` are for what every act comes by: the ORM takes several times as long to put together.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from itertools import count
from typing import Any, Protocol

from django.db import connection, models

Convert = Callable[[Any], Any]
_ID_BLOCK = 1000

ANY = object()
_EMPTY: dict[type, str] = {dict: "{}", list: "[]"}


class SetIndex(Protocol):
    """An index that triggers keep row by row, and that is cheaper to bring up to date once for a set of new rows."""

    def hold(self, cursor: Any) -> None:
        """No trigger indexes the rows that come now."""

    def catch_up(self, cursor: Any, table: str, first: int, last: int) -> None:
        """Index the new rows with these keys and let the triggers work again."""


SET_INDEXES: dict[str, SetIndex] = {}
"""Set-wise indexes on SQLite by the table they are about; PostgreSQL's triggers see a set of rows at once."""

_dump = json.JSONEncoder(ensure_ascii=False, default=str).encode


def _json(value: Any) -> Any:
    if not value:  # most of what a lead could have in JSON it has not
        return None if value is None else _EMPTY.get(type(value)) or _dump(value)
    return _dump(value)


@lru_cache(maxsize=10_000)
def _sqlite_instant(value: datetime | None) -> str | None:
    return None if value is None else str(value.astimezone(UTC).replace(tzinfo=None))


def _sqlite_converter(field: models.Field[Any, Any]) -> Convert | None:
    if isinstance(field, models.DateTimeField):
        return _sqlite_instant
    if isinstance(field, models.DateField):
        return lambda value: None if value is None else value.isoformat()
    if isinstance(field, models.UUIDField):
        return lambda value: None if value is None else value.hex
    if isinstance(field, models.DecimalField):
        return lambda value: None if value is None else str(value)
    return None


@lru_cache(maxsize=64)
def _converters(
    model: type[models.Model], columns: tuple[str, ...], vendor: str
) -> tuple[Convert | None, ...]:
    by_column = {field.attname: field for field in model._meta.concrete_fields}
    found: list[Convert | None] = []
    for name in columns:
        field = by_column[name]
        is_json = isinstance(field, models.JSONField)
        found.append(_json if is_json else _sqlite_converter(field) if vendor == "sqlite" else None)
    return tuple(found)


def _ready(
    model: type[models.Model], columns: tuple[str, ...], rows: Sequence[Sequence[Any]]
) -> Iterator[list[Any]]:
    converters = _converters(model, columns, connection.vendor)
    wanted = [(place, convert) for place, convert in enumerate(converters) if convert]
    for row in rows:
        ready = list(row)
        for place, convert in wanted:
            ready[place] = convert(ready[place])
        yield ready


def _quoted(model: type[models.Model], columns: tuple[str, ...]) -> tuple[str, list[str]]:
    quote = connection.ops.quote_name
    by_attname = {field.attname: field.column or field.attname for field in model._meta.concrete_fields}
    return quote(model._meta.db_table), [quote(by_attname[name]) for name in columns]


def insert(model: type[models.Model], columns: tuple[str, ...], rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows of values in the order of `columns` (attribute names of the model); call in a transaction."""
    if not rows:
        return
    table, names = _quoted(model, columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # COPY goes past Django's cursor; its errors must be Django's all the same.
            statement = f"COPY {table} ({', '.join(names)}) FROM STDIN"
            with connection.wrap_database_errors, cursor.copy(statement) as copy:
                for row in _ready(model, columns, rows):
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(names))
            statement = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})"
            index = SET_INDEXES.get(model._meta.db_table) if columns[0] == "id" else None
            if index:
                index.hold(cursor)
            cursor.executemany(statement, list(_ready(model, columns, rows)))
            if index:
                keys = [row[0] for row in rows]
                index.catch_up(cursor, model._meta.db_table, min(keys), max(keys))


def insert_one(model: type[models.Model], row: Mapping[str, Any]) -> int:
    """Insert one row of values by attribute names; returns its key."""
    columns = tuple(row)
    table, names = _quoted(model, columns)
    marks = ", ".join(["%s"] * len(names))
    key = connection.ops.quote_name(model._meta.pk.column or model._meta.pk.attname)
    statement = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks}) RETURNING {key}"
    with connection.cursor() as cursor:
        cursor.execute(statement, next(_ready(model, columns, [tuple(row.values())])))
        return int(cursor.fetchone()[0])


def is_there(model: type[models.Model], **columns: Any) -> bool:
    """Whether there is a row with these values, by attribute names. None is no value, `ANY` any value at all."""
    table, names = _quoted(model, tuple(columns))
    asked = " AND ".join(_condition(*one) for one in zip(names, columns.values(), strict=True))
    given = [value for value in columns.values() if not isinstance(value, bool) and value not in (None, ANY)]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {table} WHERE {asked} LIMIT 1", given)
        return cursor.fetchone() is not None


def _condition(name: str, value: Any) -> str:
    """Truths stand in the statement, where the database recognises the index that they are the condition of."""
    if isinstance(value, bool):
        return name if value else f"NOT {name}"
    return {None: f"{name} IS NULL", ANY: f"{name} IS NOT NULL"}.get(value, f"{name} = %s")


def count_anew() -> None:
    """Let PostgreSQL count its rows now and not a minute later: until then it plans for what there was before."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def update(model: type[models.Model], columns: tuple[str, ...], rows: Sequence[Sequence[Any]]) -> None:
    """Update rows by key: each row has the values of `columns` and then the key."""
    if not rows:
        return
    table, names = _quoted(model, columns)
    key = connection.ops.quote_name(model._meta.pk.column or model._meta.pk.attname)
    changes = ", ".join(f"{name} = %s" for name in names)
    with connection.cursor() as cursor:
        statement = f"UPDATE {table} SET {changes} WHERE {key} = %s"
        cursor.executemany(statement, list(_ready(model, (*columns, model._meta.pk.attname), rows)))


def new_ids(model: type[models.Model]) -> Iterator[int]:
    """Keys for new rows of this transaction, rising. On SQLite the caller's IMMEDIATE transaction reserves them."""
    table = model._meta.db_table
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            found = cursor.fetchone()
        return count((found[0] if found else 0) + 1)
    return _postgres_ids(table)


def _postgres_ids(table: str) -> Iterator[int]:
    while True:
        with connection.cursor() as cursor:
            # Taken before the ids, so that whoever waits for all writers (the seal) waits for these ids too.
            cursor.execute(f"LOCK TABLE {connection.ops.quote_name(table)} IN ROW EXCLUSIVE MODE")
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [table, _ID_BLOCK],
            )
            found = [row[0] for row in cursor.fetchall()]
        yield from found
