"""Foreign tables into the canonical ones: types checked, keys unique, words from the closed lists."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from detente.analytics.errors import BadTables
from detente.analytics.tables import BY_NAME, EXITS, MILESTONES, TABLES, Column, Table

_SUFFIXES = (".parquet", ".csv")

_WORDS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("leads", "milestone", (*MILESTONES, "exit")),
    ("leads", "exit", EXITS),
    ("leads", "exit_from", MILESTONES),
    ("stage_moves", "milestone", (*MILESTONES, "exit")),
    ("stage_moves", "from_milestone", (*MILESTONES, "exit")),
    ("deals", "status", ("open", "won", "lost")),
)

Connection = duckdb.DuckDBPyConnection


def load_folder(connection: Connection, folder: Path) -> tuple[str, ...]:
    """Read every file named after a table; returns notes about what was not read."""
    if not folder.is_dir():
        raise BadTables(f"There is no folder {folder}.")
    notes, found = [], set()
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() not in _SUFFIXES:
            continue
        if path.stem not in BY_NAME:
            notes.append(f"{path.name} was not read: no canonical table is called {path.stem!r}.")
            continue
        if path.stem in found:
            raise BadTables(f"{folder} holds {path.stem} both as CSV and as Parquet; keep one.")
        found.add(path.stem)
        notes += _load_file(connection, path, BY_NAME[path.stem])
    if not found:
        raise BadTables(
            f"{folder} holds no canonical table; `detente tables` lists their names, leads.csv first."
        )
    return tuple(notes)


def _load_file(connection: Connection, path: Path, table: Table) -> list[str]:
    if path.stat().st_size == 0:
        return []
    reading = f"read_{path.suffix.lower()[1:]}($path" + (_CSV if path.suffix.lower() == ".csv" else "") + ")"
    try:
        connection.execute(f"CREATE TEMP TABLE given AS SELECT * FROM {reading}", {"path": str(path)})
    except duckdb.Error as error:
        raise BadTables(f"{path.name} can't be read: {str(error).splitlines()[0]}") from error
    names = [row[0] for row in connection.execute("DESCRIBE given").fetchall()]
    columns = [column for column in table.told if column.name in names]
    if not columns:
        raise BadTables(
            f"{path.name} has no column of {table.name}; its first line is {', '.join(names)!r}. Write column names as "
            "`detente tables` lists them, in small letters, with commas between."
        )
    for column in columns:
        _refuse_unreadable(connection, path, column)
    _insert_given(connection, table, columns)
    return [
        f"{path.name}: column {name!r} is worked out from the other tables and was not read."
        if name in table.worked_out
        else f"{path.name}: column {name!r} is not a column of {table.name} and was not read."
        for name in names
        if name not in [column.name for column in columns]
    ]


_CSV = ", header = true, all_varchar = true, nullstr = '', delim = ',', quote = '\"', escape = '\"', parallel = false"


def _insert_given(connection: Connection, table: Table, columns: Sequence[Column]) -> None:
    if columns:
        names = ", ".join(f'"{column.name}"' for column in columns)
        values = ", ".join(_cast(column) for column in columns)
        connection.execute(f"INSERT INTO {table.name} ({names}) SELECT {values} FROM given")
    connection.execute("DROP TABLE given")


def _cast(column: Column) -> str:
    if column.sql_type == "VARCHAR":
        return f'CAST("{column.name}" AS VARCHAR)'
    if column.kind == "instant":
        return _utc(f'TRY_CAST("{column.name}" AS TIMESTAMPTZ)')
    return f'TRY_CAST("{column.name}" AS {column.sql_type})'


def _utc(instant: str) -> str:
    """An instant as UTC without a zone; the session's zone is UTC, so one without an offset is UTC too."""
    return f"timezone('UTC', {instant})"


def _refuse_unreadable(connection: Connection, path: Path, column: Column) -> None:
    bad = connection.execute(
        f'SELECT nth, held FROM (SELECT row_number() OVER () AS nth, "{column.name}" AS held, {_cast(column)} AS meant'
        " FROM given) AS g WHERE held IS NOT NULL AND meant IS NULL ORDER BY nth LIMIT 1"
    ).fetchone()
    if bad:
        line = _line_of(path, bad[0])
        raise BadTables(
            f"{path.name}, line {line}, column {column.name}: {str(bad[1])!r} is not {_A[column.kind]}."
        )


def _line_of(path: Path, record: int) -> int:
    """The line of a file at which a record ends (in a Parquet file: its row)."""
    if path.suffix.lower() != ".csv":
        return record
    with path.open(newline="", encoding="utf-8-sig") as file:
        reader = csv.reader(file)
        kept = (reader.line_num for cells in reader if cells)
        return next((line for nth, line in enumerate(kept) if nth == record), record + 1)


_A = {
    "id": "a whole number",
    "count": "a whole number",
    "money": "a whole number of minor units",
    "number": "a number",
    "instant": "an instant like 2026-03-09T14:00:00",
    "date": "a day like 2026-03-09",
    "flag": "true or false",
    "text": "a text",
}


def load_rows(connection: Connection, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add rows of Python to a table. Raises `BadTables` for an unknown table or column, or a bad value."""
    if name not in BY_NAME:
        raise BadTables(f"There is no table {name!r}. Tables: {', '.join(BY_NAME)}.")
    table = BY_NAME[name]
    cells = zip(*(_row(table, row) for row in rows), strict=True)
    given = {column.name: list(held) for column, held in zip(table.columns, cells, strict=False)}
    values = ", ".join(_given(column) for column in table.columns)
    try:
        if given:
            connection.execute(f"INSERT INTO {name} SELECT {values}", given)
    except duckdb.Error as error:
        raise BadTables(f"{name}: {str(error).splitlines()[0]}") from error


def _given(column: Column) -> str:
    listed = f"unnest(${column.name})"
    if column.kind == "instant":
        return _utc(f"CAST({listed} AS TIMESTAMPTZ)")
    return f"CAST({listed} AS {column.sql_type})"


def _row(table: Table, row: Mapping[str, Any]) -> list[Any]:
    if unknown := row.keys() - set(table.names):
        raise BadTables(
            f"{table.name} has no column {sorted(unknown)[0]!r}. Columns: {', '.join(table.names)}."
        )
    return [_naive(row.get(column)) for column in table.names]


def _naive(value: Any) -> Any:
    if isinstance(value, datetime) and value.tzinfo:
        return value.astimezone(UTC).replace(tzinfo=None)
    return value


def check(connection: Connection) -> None:
    """Raise `BadTables` at the first key that stands twice or word outside its closed list."""
    for problem in _problems(connection):
        raise BadTables(problem)


def _problems(connection: Connection) -> Iterator[str]:
    for table in TABLES:
        keys = ", ".join(f'"{key}"' for key in table.keys)
        empty = " OR ".join(f'"{key}" IS NULL' for key in table.keys)
        if connection.execute(f"SELECT 1 FROM {table.name} WHERE {empty} LIMIT 1").fetchone():
            yield f"{table.name}: a row has no {' and '.join(table.keys)}, its key."
        twice = f"SELECT {keys} FROM {table.name} GROUP BY ALL HAVING count(*) > 1 ORDER BY ALL LIMIT 1"
        if found := connection.execute(twice).fetchone():
            yield f"{table.name}: {' and '.join(table.keys)} {', '.join(map(str, found))} stands twice."
    for name, column, words in _WORDS:
        odd = f'SELECT DISTINCT "{column}" FROM {name} WHERE NOT list_contains(?, "{column}") LIMIT 1'
        if found := connection.execute(odd, [list(words)]).fetchone():
            yield f"{name}, column {column}: {found[0]!r} is none of {', '.join(words)}."
    yield from _half_exits(connection)


def _half_exits(connection: Connection) -> Iterator[str]:
    lead = "SELECT lead_id FROM leads WHERE (milestone = 'exit') <> (exit IS NOT NULL) LIMIT 1"
    if found := connection.execute(lead).fetchone():
        yield f"leads: lead {found[0]} must have both milestone exit and the name of its exit, or neither."
    ended = "milestone = 'exit' AND NOT coalesce(list_contains(?, to_stage), FALSE)"
    move = f"SELECT move_id, to_stage FROM stage_moves WHERE {ended} LIMIT 1"
    if found := connection.execute(move, [list(EXITS)]).fetchone():
        yield f"stage_moves: move {found[0]} ends a lead in {found[1]!r}, which is none of {', '.join(EXITS)}."


def fill_standing(connection: Connection) -> None:
    """A lead whose milestone is not told stands where its last move put it, else at inquiry."""
    connection.execute("""
        UPDATE leads SET stage = coalesce(leads.stage, m.to_stage), milestone = m.milestone,
            exit = CASE WHEN m.milestone = 'exit' THEN m.to_stage END,
            exit_reason = CASE WHEN m.milestone = 'exit' THEN coalesce(leads.exit_reason, m.reason) END,
            exit_from = CASE WHEN m.milestone = 'exit' THEN coalesce(leads.exit_from, m.from_milestone) END,
            closed_at = CASE WHEN m.milestone IN ('exit', 'won') THEN coalesce(leads.closed_at, m."at") END
        FROM (
            SELECT lead_id, to_stage, milestone, from_milestone, reason, "at",
                row_number() OVER (PARTITION BY lead_id ORDER BY "at" DESC NULLS LAST, move_id DESC) AS nth
            FROM stage_moves WHERE NOT coalesce(is_backfill, FALSE)
        ) AS m
        WHERE m.lead_id = leads.lead_id AND m.nth = 1 AND leads.milestone IS NULL AND leads.exit IS NULL
    """)
    connection.execute("UPDATE leads SET milestone = 'exit' WHERE milestone IS NULL AND exit IS NOT NULL")
    connection.execute(
        "UPDATE leads SET milestone = 'inquiry' WHERE milestone IS NULL AND arrived_at IS NOT NULL"
    )


_LAST = " UNION ALL ".join(
    f'SELECT max("{column}") AS seen_at FROM {name}'
    for name, column in (("leads", "arrived_at"), ("leads", "closed_at"), ("stage_moves", "at"),
                         ("activities", "at"), ("touches", "at"), ("deals", "closed_at"))
)  # fmt: skip


def last_instant(connection: Connection) -> datetime | None:
    """The last instant at which anything is known to have happened."""
    found = connection.execute(f"SELECT max(seen_at) FROM ({_LAST}) AS seen").fetchone()
    return found[0] if found else None
