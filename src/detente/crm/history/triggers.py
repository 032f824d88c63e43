"""Triggers that refuse to change the past, on SQLite and PostgreSQL.

Django rebuilds a SQLite table when a field changes and its triggers vanish with it, so they are
installed anew after every migration, and `doctor` checks that they exist.
"""

from __future__ import annotations

from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

FROZEN = ("crm_event", "crm_seal", "crm_security_entry")
NO_DELETE = ("crm_event_detail", "crm_import_line")

_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION detente_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'history is append-only: % on % is refused', TG_OP, TG_TABLE_NAME; END $$;
"""


def wanted() -> dict[str, tuple[str, str]]:
    """Trigger name -> (table, verb) for every change that is refused."""
    found = {f"{table}_no_{verb}": (table, verb) for table in FROZEN for verb in ("update", "delete")}
    return found | {f"{table}_no_delete": (table, "delete") for table in NO_DELETE}


def install(connection: BaseDatabaseWrapper) -> None:
    """Create the triggers; existing ones are replaced."""
    remove(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name, (table, verb) in wanted().items():
                cursor.execute(
                    f"CREATE TRIGGER {name} BEFORE {verb.upper()} ON {table} "
                    "BEGIN SELECT RAISE(ABORT, 'history is append-only'); END"
                )
            return
        cursor.execute(_POSTGRES_FUNCTION)
        for name, (table, verb) in wanted().items():
            cursor.execute(
                f"CREATE TRIGGER {name} BEFORE {verb.upper()} ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION detente_refuse()"
            )
        for table in {*FROZEN, *NO_DELETE}:
            cursor.execute(
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION detente_refuse()"
            )


def remove(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers; only a migration of the history's own tables and test set-up have reason to."""
    existing = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for name, (table, _verb) in wanted().items():
            if table in existing:
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")
        if connection.vendor == "postgresql":
            for table in existing & {*FROZEN, *NO_DELETE}:
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of triggers that should exist and don't."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'")
        found = {row[0] for row in cursor.fetchall()}
    names = list(wanted())
    if connection.vendor == "postgresql":
        names += [f"{table}_no_truncate" for table in {*FROZEN, *NO_DELETE}]
    return sorted(set(names) - found)


def reinstall(sender: Any = None, using: str = "default", **_kwargs: Any) -> None:
    """After every migration: install, once the tables exist."""
    connection = connections[using]
    if set(FROZEN) | set(NO_DELETE) <= set(connection.introspection.table_names()):
        install(connection)
