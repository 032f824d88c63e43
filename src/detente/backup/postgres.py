"""PostgreSQL's part of a backup: every table by COPY, all in one read-only REPEATABLE READ transaction."""

from __future__ import annotations

from typing import Any
from zipfile import ZipFile

from django.apps import apps
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from detente.backup.archive import Contents, Damaged, Packing
from detente.copy.snapshot import Snapshot, snapshot
from detente.crm.search.documents import DOCUMENTS

BLOCK = 1 << 20


def _derived() -> set[str]:
    """Tables that follow from others, or hold nothing that lasts."""
    return {document.index for document in DOCUMENTS} | {"detente_cache"}


def _columns(now: Snapshot, table: str) -> list[str]:
    """The columns to copy: the writing transaction's number means nothing in another cluster."""
    rows = now.rows(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = %s "
        "AND is_generated = 'NEVER' AND column_name <> 'xact' ORDER BY ordinal_position",
        [table],
    )
    return [name for (name,) in rows]


def pack(packing: Packing) -> None:
    """Add every table, as of one instant."""
    with snapshot() as now:
        for table in sorted(set(now.connection.introspection.table_names()) - _derived()):
            packing.contents.columns[table] = _columns(now, table)
            packing.contents.rows[table] = now.one(f"SELECT count(*) FROM {_quoted(table)}")[0]
            _copy_out(packing, now, table)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _listed(contents: Contents, table: str) -> str:
    return ", ".join(map(_quoted, contents.columns[table]))


def _copy_out(packing: Packing, now: Snapshot, table: str) -> None:
    statement = f"COPY (SELECT {_listed(packing.contents, table)} FROM {_quoted(table)}) TO STDOUT"
    with (
        packing.part(f"tables/{table}") as part,
        now.connection.cursor() as cursor,
        cursor.copy(statement) as copy,
    ):
        for block in copy:
            part.write(block)


def is_empty() -> bool:
    """Whether nothing is here that a restore would overwrite."""
    return "crm_event" not in connection.introspection.table_names()


def put_aside(name: str) -> None:
    """Another database is emptied by whoever runs it, not by us."""
    raise Damaged(
        "The database has tables already. Make an empty one (createdb), point DATABASE_URL at it and restore there."
    )


def unpack(archive: ZipFile, contents: Contents) -> None:
    """Make the tables as they were at the backup, and fill them; all rows in one transaction."""
    _make_tables(contents)
    with transaction.atomic(), connection.cursor() as cursor:
        tables = ", ".join(map(_quoted, contents.columns))
        cursor.execute(f"TRUNCATE {tables}")
        for table in contents.columns:
            _copy_in(cursor, archive, contents, table)
        for table in contents.columns:
            _count_on(cursor, table)


def _make_tables(contents: Contents) -> None:
    """The form that the tables had: a later one comes afterwards, by the same migrations as always."""
    executor = MigrationExecutor(connection)
    known = executor.loader.graph.nodes
    wanted = [(app, name) for app, names in contents.migrations.items() for name in names]
    if unknown := [name for app, name in wanted if (app, name) not in known and apps.is_installed(app)]:
        raise Damaged(
            f"The backup was made by a newer Detente ({unknown[0]}). Bring this one up to date first."
        )
    standing = {target for target in wanted if target in known}
    last = [target for target in sorted(standing) if not standing & set(_following(executor, target))]
    executor.migrate(last)


def _following(executor: MigrationExecutor, target: tuple[str, str]) -> list[tuple[str, str]]:
    """The migrations that stand directly on this one."""
    return [node.key for node in executor.loader.graph.node_map[target].children]


def _copy_in(cursor: Any, archive: ZipFile, contents: Contents, table: str) -> None:
    with archive.open(f"tables/{table}") as stream:
        statement = f"COPY {_quoted(table)} ({_listed(contents, table)}) FROM STDIN"
        with cursor.copy(statement) as copy:
            while block := stream.read(BLOCK):
                copy.write(block)
    cursor.execute(f"SELECT count(*) FROM {_quoted(table)}")
    if cursor.fetchone()[0] != contents.rows[table]:
        raise Damaged(f"{table} does not hold what the backup's manifest says. Use another backup.")


def _count_on(cursor: Any, table: str) -> None:
    """New rows get keys after those that came in."""
    for sequence in connection.introspection.get_sequences(cursor, table):
        column = _quoted(sequence["column"])
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence(%s, %s), coalesce(max({column}), 1), max({column}) IS NOT NULL) "
            f"FROM {_quoted(table)}",
            [_quoted(table), sequence["column"]],
        )
