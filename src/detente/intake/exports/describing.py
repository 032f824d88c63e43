"""The picture of what was read, and the tables that tell of it: files, columns, joins."""

from __future__ import annotations

import re
from collections.abc import Sequence

import duckdb

from detente.analytics.audit.picture import Join, Picture, PicturedColumn, PicturedFile, PicturedStage
from detente.analytics.audit.tables import BY_NAME, RECORDS
from detente.intake.exports.quoting import identifier
from detente.intake.exports.records import statement
from detente.intake.exports.typing import Typed
from detente.intake.exports.uses import RawFile
from detente.intake.problems import gettext_noop

SAMPLE, FEW = 1_000, 20
DOLLARS = gettext_noop(
    "Amounts are marked with $ and taken as US dollars; `currency:` in a mapping file says otherwise"
)
SEVERAL = gettext_noop("Deals are in several currencies (%(codes)s): their amounts are not converted")
GUESSED = gettext_noop("%(file)s is taken for %(as)s by a guess; a mapping file can say otherwise")
RAW = [table.name for table in RECORDS]
# Column of a record table -> the record table, and its key, that it leads to.
JOINS = (
    ("leads", "person", "people", "person"), ("leads", "account", "accounts", "account"),
    ("leads", "campaign", "campaigns", "campaign"), ("leads", "deal", "deals", "deal"),
    ("people", "account", "accounts", "account"), ("deals", "account", "accounts", "account"),
    ("deals", "person", "people", "person"), ("deals", "lead", "leads", "lead"),
    ("deals", "campaign", "campaigns", "campaign"), ("deals", "product", "products", "product"),
    ("activities", "lead", "leads", "lead"), ("activities", "person", "people", "person"),
    ("activities", "account", "accounts", "account"), ("activities", "deal", "deals", "deal"),
    ("members", "campaign", "campaigns", "campaign"), ("members", "lead", "leads", "lead"),
    ("members", "person", "people", "person"), ("leads", "owner", "users", "name"),
    ("deals", "owner", "users", "name"), ("activities", "owner", "users", "name"),
)  # fmt: skip
# Kind -> how its values look, and which share of a column has to look so.
MATCH = {
    "flag": (re.compile(r"(?:true|false|yes|no|ja|nein|wahr|falsch)$", re.IGNORECASE), 0.9),
    "email": (re.compile(r"[^@\s]+@[^@\s]+$"), 0.8),
    "instant": (re.compile(r".{6,20}\d{1,2}:\d{2}"), 0.8),
    "date": (re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}$"), 0.8),
    "number": (re.compile(r"[-+]?[$€£]?\s?[\d.,]+$"), 0.8),
    "phone": (re.compile(r"\+?[\d\s()./-]{7,}$"), 0.8),
}


def picture(
    connection: duckdb.DuckDBPyConnection, files: Sequence[RawFile], typed: Typed, notes: Sequence[str],
    passed_over: Sequence[tuple[str, str]],
) -> Picture:  # fmt: skip
    """The picture; fills `files` and `columns`, and makes the views `raw_<object>`."""
    pictured = tuple(_file(connection, file, typed) for file in files)
    _raw_views(connection, files)
    said = [note for file in files for note in file.notes]
    said += [
        GUESSED % {"file": file.name, "as": file.fills}
        for file in files
        if file.shape and file.shape.is_guess
    ]
    return Picture(
        pictured, joins(connection), _stages(connection), tuple(typed.questions), tuple(dict.fromkeys([*said, *notes])),
        tuple(passed_over),
    )  # fmt: skip


def currency(connection: duckdb.DuckDBPyConnection, typed: Typed) -> str | None:
    """The one currency that amounts are in, as their marks or a column tell; None when they tell none or several."""
    told = connection.execute(
        "SELECT DISTINCT upper(currency) FROM deals WHERE length(currency) = 3"
    ).fetchall()
    codes = {row[0] for row in told} or typed.currencies
    if len(codes) == 1 and not (typed.marks and not told):
        return codes.pop()
    return "USD" if typed.marks == {"$"} and not codes else None


def notes_on_money(connection: duckdb.DuckDBPyConnection, typed: Typed, said: str | None) -> list[str]:
    """What was taken for granted of currencies, where nobody said it."""
    rows = connection.execute(
        "SELECT DISTINCT upper(currency) FROM deals WHERE currency IS NOT NULL ORDER BY 1"
    )
    several = [row[0] for row in rows.fetchall()]
    if len(several) > 1:
        return [SEVERAL % {"codes": ", ".join(several[:8])}]
    return [DOLLARS] if not several and not said and typed.marks == {"$"} and not typed.currencies else []


def _file(connection: duckdb.DuckDBPyConnection, file: RawFile, typed: Typed) -> PicturedFile:
    table = file.fills if file.fills in RAW else None
    left = typed.left.get(file.number, set())
    taken = {header: column for header, column in file.understood().items() if header not in left}
    columns = _columns(connection, file, taken) if table else ()
    system = file.shape.system if file.shape else "other"
    connection.execute(
        "INSERT INTO files VALUES (?, ?, ?, ?, ?, ?)",
        [file.number, file.name, system, table, file.rows, file.unread],
    )
    if table and columns:
        rows = [
            (table, one.header, file.number, one.fills, one.kind, one.filled, file.rows) for one in columns
        ]
        unnested = ", ".join(f"unnest(${place})" for place in range(1, 8))
        connection.execute(
            f"INSERT INTO columns SELECT {unnested}", [list(part) for part in zip(*rows, strict=True)]
        )
    return PicturedFile(
        file.number, file.name, system, file.shape.name if file.shape else "", table, file.rows, file.unread, columns,
        file.shape is not None,
        bool(file.shape and file.shape.is_guess),
    )  # fmt: skip


def _columns(
    connection: duckdb.DuckDBPyConnection, file: RawFile, taken: dict[str, str]
) -> tuple[PicturedColumn, ...]:
    counts = connection.execute(
        f"SELECT {', '.join(f'count({identifier(name)})' for name in file.headers)} FROM {file.table}"
    ).fetchone()
    kinds = _kinds(connection, file)
    return tuple(
        PicturedColumn(name, taken.get(name), kind, count)
        for name, kind, count in zip(file.headers, kinds, counts or (), strict=True)
    )


def _kinds(connection: duckdb.DuckDBPyConnection, file: RawFile) -> list[str]:
    """What the values of each column look like, by a sample."""
    names = ", ".join(identifier(name) for name in file.headers)
    rows = connection.execute(f"SELECT {names} FROM {file.table} LIMIT {SAMPLE}").fetchall()
    columns = zip(*rows, strict=True) if rows else [()] * len(file.headers)
    return [kind_of([value.strip() for value in values if value]) for values in columns]


def kind_of(values: Sequence[str]) -> str:
    """What values look like: email, instant, date, number, phone, flag, key, choice or text."""
    filled, different = len(values), len(set(values))
    if not filled:
        return "text"
    for kind, (pattern, share) in MATCH.items():
        if sum(1 for value in values if pattern.match(value)) >= share * filled:
            return "key" if kind == "number" and different == filled > FEW else kind
    if different == filled > FEW:
        return "key"
    return "choice" if different <= max(FEW, 0.05 * filled) and different < filled else "text"


def _raw_views(connection: duckdb.DuckDBPyConnection, files: Sequence[RawFile]) -> None:
    for table in RAW:
        parts = [file.table for file in files if file.fills == table or _is_also(file, table)]
        if parts:
            body = " UNION ALL BY NAME ".join(f"SELECT * FROM {part}" for part in parts)
            connection.execute(f"CREATE OR REPLACE VIEW raw_{table} AS {body}")


def _is_also(file: RawFile, table: str) -> bool:
    """Whether the lines of a file of leads are records of another table too."""
    return file.fills == "leads" and file.shape is not None and file.shape.of == table


def joins(connection: duckdb.DuckDBPyConnection) -> tuple[Join, ...]:
    """Every reference that has values, and how many of these lead somewhere."""
    found = []
    filled = {table.name: _filled(connection, table.name) for table in RECORDS}
    for table, column, to, key in JOINS:
        if filled[table].get(column) and filled[to].get(key):
            found.append(_join(connection, table, column, to, key))
    return tuple(found)


def _filled(connection: duckdb.DuckDBPyConnection, table: str) -> dict[str, int]:
    names = BY_NAME[table].names
    row = connection.execute(
        f"SELECT {', '.join(f'count({identifier(name)})' for name in names)} FROM {table}"
    ).fetchone()
    return dict(zip(names, row or (), strict=True))


def _join(connection: duckdb.DuckDBPyConnection, table: str, column: str, to: str, key: str) -> Join:
    rows = connection.execute(
        f'WITH said AS (SELECT "{column}" AS k, count(*) AS n FROM "{table}" WHERE "{column}" IS NOT NULL GROUP BY 1), '
        f'known AS (SELECT DISTINCT "{key}" AS k FROM "{to}") '
        "SELECT sum(n)::BIGINT, coalesce(sum(n) FILTER (known.k IS NOT NULL), 0)::BIGINT, "
        "max_by(said.k, n, 5) FILTER (known.k IS NULL) FROM said LEFT JOIN known ON known.k = said.k"
    ).fetchone()
    values, matched, missing = rows or (0, 0, ())
    return Join(table, column, to, key, values, matched, tuple(missing or ()))


def _stages(connection: duckdb.DuckDBPyConnection) -> tuple[PicturedStage, ...]:
    rows = connection.execute(statement("stages")).fetchall()
    return tuple(PicturedStage(*row) for row in rows)
