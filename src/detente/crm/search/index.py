"""Making the index, filling it, and seeing whether it is what the tables say.

Django rebuilds a SQLite table when a field changes; its triggers vanish with it, and other tables' triggers
that name it stop the rebuild. So triggers go before migrations and come back after them, and what was
written meanwhile is indexed by filling the index anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType
from typing import Any

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import OperationalError

from detente.crm.history.rows import SET_INDEXES
from detente.crm.search import postgres, sqlite
from detente.crm.search.documents import DOCUMENTS

ICU = '"und-x-icu"'
SET_INDEXES.update(dict.fromkeys((document.table for document in DOCUMENTS), sqlite.OfSets()))


def of(connection: BaseDatabaseWrapper) -> ModuleType:
    """The index's SQL for this database."""
    return sqlite if connection.vendor == "sqlite" else postgres


def make_tables(connection: BaseDatabaseWrapper) -> None:
    """The tables of the index, and on PostgreSQL the functions; existing ones stay."""
    with connection.cursor() as cursor:
        try:
            for statement in of(connection).tables():
                cursor.execute(statement)
        except OperationalError as error:
            if "no such module" in str(error):
                raise OperationalError(
                    "This Python's SQLite was built without FTS5, which search needs. "
                    "Use a Python from python.org, your distribution or uv, or PostgreSQL."
                ) from error
            raise
        if connection.vendor == "postgresql":
            for statement in postgres.functions(_collation(cursor)):
                cursor.execute(statement)


def _collation(cursor: Any) -> str:
    """The collation that knows every alphabet, where the server has it."""
    cursor.execute("SELECT count(*) FROM pg_collation WHERE collname = 'und-x-icu'")
    return ICU if cursor.fetchone()[0] else '"default"'


def drop_tables(connection: BaseDatabaseWrapper) -> None:
    """Take the index away; only going back before it has reason to."""
    remove_triggers(connection)
    with connection.cursor() as cursor:
        for name in (*(document.index for document in DOCUMENTS), sqlite.HELD):
            cursor.execute(f"DROP TABLE IF EXISTS {name}")


def install_triggers(connection: BaseDatabaseWrapper) -> None:
    """Create the triggers; existing ones are replaced."""
    remove_triggers(connection)
    with connection.cursor() as cursor:
        for _name, _table, statement in of(connection).triggers():
            cursor.execute(statement)


def remove_triggers(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers."""
    existing = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for name, table, _statement in of(connection).triggers():
            if table in existing:
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def missing_triggers(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of triggers that should exist and don't, or were switched off."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'")
        found = {row[0] for row in cursor.fetchall()}
    return sorted({name for name, _table, _statement in of(connection).triggers()} - found)


def fill(connection: BaseDatabaseWrapper) -> None:
    """Index everything anew, in one transaction; about 15 seconds for a million people."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for document in DOCUMENTS:
            for statement in of(connection).filled(document):
                cursor.execute(statement)


def counts() -> Iterator[tuple[str, str, str]]:
    """Kind, and two queries that must give the same number: living records, and entries of the index."""
    for one in DOCUMENTS:
        living = f"SELECT count(*) FROM {one.table} AS r WHERE {one.living}"
        yield one.kind, living, f"SELECT count(*) FROM {one.index}"


def before_migrations(sender: Any = None, using: str = "default", plan: Any = None, **_others: Any) -> None:
    """Before migrations that change something: no trigger may stand in the way of a table's rebuild."""
    if plan:
        remove_triggers(connections[using])


def after_migrations(sender: Any = None, using: str = "default", plan: Any = None, **_others: Any) -> None:
    """After them: triggers back, and the index filled with what was written without them."""
    connection = connections[using]
    if DOCUMENTS[0].index not in connection.introspection.table_names():
        return
    if missing_triggers(connection):
        install_triggers(connection)
        fill(connection)
