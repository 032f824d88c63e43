"""The record tables, made of the typed files in bulk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import resources

import duckdb

from detente.analytics.audit.tables import BY_NAME
from detente.analytics.contract.column import SQL_TYPES
from detente.intake.exports.shapes import fills
from detente.intake.exports.typing import type_of
from detente.intake.exports.uses import RawFile
from detente.intake.problems import gettext_noop

ORDER = ("users", "accounts", "products", "campaigns", "people", "leads", "deals", "activities", "members")
TWICE = gettext_noop("%(count)s lines of %(table)s have a key that stands twice; the one changed last counts")
GONE = gettext_noop("%(count)s records of %(table)s are marked as deleted or replaced, and left out")


def statement(name: str) -> str:
    """A statement of the folder `sql`."""
    return resources.files("detente.intake.exports").joinpath("sql", f"{name}.sql").read_text("utf-8")


def union(connection: duckdb.DuckDBPyConnection, table: str, views: Sequence[str]) -> None:
    """The view `all_<table>` of every file of a record table; empty when there is none."""
    if views:
        body = " UNION ALL BY NAME ".join(f"SELECT * FROM {view}" for view in views)
    else:
        columns = ", ".join(
            f'NULL::{SQL_TYPES[type_of(table, f.column)]} AS "{f.column}"' for f in fills()[table]
        )
        body = f"SELECT NULL::BIGINT AS file_no, NULL::BIGINT AS row_no, {columns} WHERE FALSE"
    connection.execute(f"CREATE OR REPLACE VIEW all_{table} AS {body}")


def fill_all(
    connection: duckdb.DuckDBPyConnection, files: Sequence[RawFile], views: dict[int, str],
    step: Callable[[str, int], None],
) -> list[str]:  # fmt: skip
    """Fill every record table but `changes`; returns notes."""
    notes: list[str] = []
    for table in (*ORDER, "changes", "stages"):
        union(connection, table, [views[file.number] for file in files if file.fills == table])
    _names_of_owners(connection)
    for table in ORDER:
        step(table, sum(file.rows for file in files if file.fills == table))
        connection.execute(f"CREATE OR REPLACE TEMP VIEW kept_{table} AS {_kept(connection, table, notes)}")
        if table == "activities":
            _keys(connection)
        connection.execute(f'INSERT INTO "{table}" BY NAME {statement(table)}')
        if table == "users":
            _names_of_owners(connection)
    _people_of_contacts(connection, files)
    return notes


def _kept(connection: duckdb.DuckDBPyConnection, table: str, notes: list[str]) -> str:
    """The lines of a record table that count: not deleted, each key once."""
    columns = {fill.column for fill in fills()[table]}
    gone = [f"coalesce({name}, {absent})" for name, absent in (("_active", "TRUE"),) if name in columns]
    gone += ["NOT coalesce(_deleted, FALSE)"] if "_deleted" in columns else []
    where = " AND ".join(gone) or "TRUE"
    key = BY_NAME[table].columns[0].name
    counted = f"count(*) FILTER (NOT ({where})), count({key}) FILTER ({where}), count(DISTINCT {key}) FILTER ({where})"
    row = connection.execute(f"SELECT {counted} FROM all_{table}").fetchone()
    left_out, keyed, different = row or (0, 0, 0)
    if left_out:
        notes.append(GONE % {"count": left_out, "table": table})
    kept = f"SELECT * FROM all_{table} WHERE {where}"
    if keyed == different:
        return kept
    notes.append(TWICE % {"count": keyed - different, "table": table})
    latest = "_modified DESC NULLS LAST, " if "_modified" in columns else ""
    newest = f"row_number() OVER (PARTITION BY {key} ORDER BY {latest}file_no DESC, row_no)"
    return f"{kept} QUALIFY {key} IS NULL OR {newest} = 1"


def _names_of_owners(connection: duckdb.DuckDBPyConnection) -> None:
    """`owners`: key of a user -> what they are called, with the key where two have one name."""
    connection.execute(statement("owners"))


def _keys(connection: duckdb.DuckDBPyConnection) -> None:
    for table, key in (("leads", "lead"), ("people", "person"), ("deals", "deal"), ("accounts", "account")):
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {key}_keys AS SELECT DISTINCT {key} FROM {table}")


def _people_of_contacts(connection: duckdb.DuckDBPyConnection, files: Sequence[RawFile]) -> None:
    """Contacts that are taken as leads are persons too."""
    numbers = [
        file.number for file in files if file.fills == "leads" and file.shape and file.shape.of == "people"
    ]
    if numbers:
        among = ", ".join(str(number) for number in numbers)
        connection.execute(statement("contacts").replace("{files}", among))
