"""Dates of a column as SQL: how they are written is proven by all its values, or asked about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import duckdb

from detente.intake.exports.quoting import literal
from detente.intake.values.dates import EPOCHS, EXCEL, NUMERIC, reader, readings

SHAPES, LEFTOVERS = 300, 500_000
# A reading that leaves hardly a row out of order, where the other leaves many more, is the one that was meant.
OUT_OF_ORDER, MORE = 0.02, 5
MAJORITY = 20
OFFSET = r"(Z|z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})$"
_PARTS = r"^(\d{1,2})[-/.](\d{1,2})[-/.]"


@dataclass(frozen=True)
class DateReading:
    """How a column is read: an SQL expression of a timestamp, NULL where a cell is no date.

    `order` is day, month or year first where that was open; `open_between` the readings between which it stays open,
    with samples.
    """

    sql: str
    order: str = ""
    open_between: tuple[str, ...] = ()
    samples: tuple[str, ...] = ()
    join: str = ""
    """What has to be joined to the column's table for it."""


@dataclass
class _Written:
    """One way of writing dates with digits: samples, how many rows, and how many prove day or month first."""

    samples: list[str]
    rows: int
    day_first: int
    month_first: int


@dataclass
class _Column:
    """What stands in a column, by the way it is written."""

    cell: str
    table: str
    iso: int = 0
    numeric: list[_Written] = field(default_factory=list)
    year_first: list[_Written] = field(default_factory=list)
    epochs: set[str] = field(default_factory=set)
    others: int = 0


def read_dates(
    connection: duckdb.DuckDBPyConnection, table: str, cell: str, *, zone: str = "UTC", order: str = "",
    hint: str = "", number: int = 0,
) -> DateReading:  # fmt: skip
    """How the dates of a column are read.

    `order` is a person's answer (`dmy`, `mdy`); `hint` what other columns of the file prove. `number` names the
    table of what has to be read word by word (months by name).
    """
    column = _looked_at(connection, table, cell)
    parts = [_iso(cell)] if column.iso else []
    parts += [_strptime(cell, column.year_first, "ymd")] if column.year_first else []
    parts += [_epoch(cell, name) for name in sorted(column.epochs)]
    found = _order(connection, column, order, hint)
    if column.numeric and found.order:
        parts += _numeric(cell, column.numeric, found.order)
    join = ""
    if column.others and _words(connection, column, number):
        parts.append(f'words_{number}."at"')
        join = f" LEFT JOIN words_{number} ON words_{number}.said = {cell}"
    said = f"coalesce({', '.join(parts)})" if parts else "NULL::TIMESTAMP"
    return DateReading(_in_utc(said, cell, zone), found.order, found.open_between, found.samples, join)


def _looked_at(connection: duckdb.DuckDBPyConnection, table: str, cell: str) -> _Column:
    found = _Column(cell, table)
    rows = connection.execute(f"""
        WITH cells AS (SELECT {cell} AS v FROM {table} WHERE {cell} IS NOT NULL), parts AS (
            SELECT v, try_cast(regexp_extract(v, '{_PARTS}', 1) AS INTEGER) AS one,
                try_cast(regexp_extract(v, '{_PARTS}', 2) AS INTEGER) AS two,
                CASE WHEN regexp_matches(v, '^[1-9]\\d{{3}}-\\d{{1,2}}-\\d{{1,2}}') THEN 'iso'
                     ELSE regexp_replace(regexp_replace(regexp_replace(regexp_replace(
                        v, '\\p{{L}}+', 'a', 'g'), '\\d{{5,}}', 'N', 'g'), '\\d{{4}}', 'Y', 'g'), '\\d+', '9', 'g')
                END AS shape
            FROM cells)
        SELECT shape, count(*), min(v), max(v), arg_max(v, one), arg_max(v, two),
            count(*) FILTER (one > 12 AND two <= 12), count(*) FILTER (two > 12 AND one <= 12)
        FROM parts GROUP BY shape ORDER BY 2 DESC LIMIT {SHAPES}""").fetchall()
    for shape, count, *samples, day_first, month_first in rows:
        texts = list(dict.fromkeys(text for text in samples if text))
        if shape == "iso":
            found.iso += count
        elif shape in ("N", "N.9", "N.N", "N.Y") or re.fullmatch(r"N(\.\w)?", shape):
            found.epochs |= {name for name in (_counted(text) for text in texts) if name}
        elif NUMERIC.match(texts[0].strip()):
            written = found.year_first if shape.startswith("Y") else found.numeric
            written.append(_Written(texts, count, day_first, month_first))
        else:
            found.others += count
    return found


def _counted(text: str) -> str:
    """What a bare number counts: milliseconds, seconds, or days of a spreadsheet."""
    digits = len(text.split(".")[0])
    return {13: "epoch milliseconds", 10: "epoch seconds", 5: EXCEL}.get(digits, "")


def _iso(cell: str) -> str:
    return f"try_cast({cell} AS TIMESTAMPTZ)::TIMESTAMP"


def _epoch(cell: str, name: str) -> str:
    number = f"try_cast({cell} AS DOUBLE)"
    if name == EXCEL:
        days = f"CASE WHEN {number} BETWEEN 10000 AND 99999 THEN {number} END"
        return f"(TIMESTAMP '1899-12-30' + to_seconds(CAST(round(({days}) * 86400) AS BIGINT)))"
    scale = EPOCHS[name]
    within = f"CASE WHEN {number} BETWEEN {3e8 * scale:.0f} AND {7e9 * scale:.0f} THEN {number} END"
    return f"(TIMESTAMP '1970-01-01' + to_milliseconds(CAST(({within}) * {1000 // scale} AS BIGINT)))"


def _order(connection: duckdb.DuckDBPyConnection, column: _Column, answer: str, hint: str) -> DateReading:
    """Which number of `3/4/2021` is the day: by an answer, by the values, by their order, else it stays open."""
    written = column.numeric
    if not written:
        return DateReading("", answer or "ymd")
    samples = tuple(text for one in written for text in one.samples)[:6]
    if answer:
        return DateReading("", answer)
    day, month = sum(one.day_first for one in written), sum(one.month_first for one in written)
    both = ("dmy", "mdy")
    if day and month:
        if day > MAJORITY * month or month > MAJORITY * day:
            return DateReading("", "dmy" if day > month else "mdy", both, samples)
        return DateReading("", "proven", both, samples)
    if day or month:
        return DateReading("", "dmy" if day else "mdy")
    told = hint or _by_clock_or_mark(samples) or _by_order_of_rows(connection, column)
    return DateReading("", told, () if told else both, samples)


def _by_clock_or_mark(samples: Sequence[str]) -> str:
    if any(re.search(r"\d\s*[ap]\.?m", text, re.IGNORECASE) for text in samples):
        return "mdy"
    return "dmy" if all(re.match(r"\d{1,2}\.\d{1,2}\.", text.strip()) for text in samples) else ""


def _by_order_of_rows(connection: duckdb.DuckDBPyConnection, column: _Column) -> str:
    wrong = {}
    for order in ("dmy", "mdy"):
        at = f"coalesce({', '.join(_numeric(column.cell, column.numeric, order))})"
        found = connection.execute(f"""
            WITH told AS (SELECT {at} AS moment, row_no FROM {column.table} ORDER BY row_no LIMIT 20000),
            pairs AS (SELECT moment, lag(moment) OVER (ORDER BY row_no) AS before FROM told WHERE moment IS NOT NULL)
            SELECT count(*), count(*) FILTER (moment < before), count(*) FILTER (moment > before) FROM pairs
            WHERE before IS NOT NULL""").fetchone()
        if not found or found[0] < MAJORITY:
            return ""
        wrong[order] = (min(found[1], found[2]), found[0])
    best, other = sorted(wrong, key=lambda order: wrong[order])
    (fewest, pairs), (most, _) = wrong[best], wrong[other]
    return best if fewest <= OUT_OF_ORDER * pairs and most >= MORE * max(fewest, 1) else ""


def _numeric(cell: str, written: Sequence[_Written], order: str) -> list[str]:
    one, two = (f"try_cast(regexp_extract({cell}, '{_PARTS}', {place}) AS INTEGER)" for place in (1, 2))
    if order == "proven":
        day, month = _strptime(cell, written, "dmy"), _strptime(cell, written, "mdy")
        return [f"(CASE WHEN {one} > 12 THEN {day} WHEN {two} > 12 THEN {month} END)"]
    # What cannot be meant in this order is left unread, not turned round.
    return [_strptime(cell, written, order)]


def _strptime(cell: str, written: Sequence[_Written], order: str) -> str:
    formats = dict.fromkeys(form for one in written for text in one.samples if (form := _format(text, order)))
    listed = ", ".join(literal(form) for form in formats)
    return f"try_strptime(trim({cell}), [{listed}])" if formats else "NULL::TIMESTAMP"


def _format(text: str, order: str) -> str:
    """The pattern of one text for `strptime`."""
    found = NUMERIC.match(text.strip())
    if found is None:
        return ""
    if len(found[1]) == 4:
        order = "ymd"
    year = "%Y" if len(found[1 if order == "ymd" else 4]) == 4 else "%y"
    mark = found[2]
    day = mark.join({"d": "%d", "m": "%m", "y": year}[part] for part in order)
    if found["h"] is None:
        return day
    between = text.strip()[found.end(4) : found.start("h")]
    clock = "%I" if found["half"] else "%H"
    clock += ":%M" + (":%S" if found["s"] else "") + (".%f" if found["f"] else "")
    if found["half"]:
        clock += (
            text.strip()[found.end("f" if found["f"] else "s" if found["s"] else "mi") : found.start("half")]
            + "%p"
        )
    return day + between + clock


def _words(connection: duckdb.DuckDBPyConnection, column: _Column, number: int) -> bool:
    """Read what is written in words (months by name) once for each text; whether any of it is a date."""
    said = connection.execute(
        f"SELECT DISTINCT {column.cell} FROM {column.table} WHERE regexp_matches({column.cell}, '\\p{{L}}{{3}}') "
        f"AND regexp_matches({column.cell}, '\\d') AND length({column.cell}) < 60 LIMIT {LEFTOVERS}"
    ).fetchall()
    texts, moments = [], []
    for (text,) in said:
        found = readings(text)
        if len(found) == 1 and found[0][0] not in EPOCHS:
            texts.append(text)
            moments.append(_moment(text, found[0][0]))
    if not texts:
        return False
    connection.execute(f'CREATE OR REPLACE TABLE words_{number} (said VARCHAR, "at" TIMESTAMP)')
    connection.execute(
        f"INSERT INTO words_{number} SELECT unnest($1), unnest($2)::TIMESTAMP", [texts, moments]
    )
    return True


def _moment(text: str, form: str) -> str:
    moment = reader(form)(text)
    if moment is None:
        return ""
    from zoneinfo import ZoneInfo

    return moment.instant(ZoneInfo("UTC")).replace(tzinfo=None).isoformat(sep=" ")


def _in_utc(said: str, cell: str, zone: str) -> str:
    if zone == "UTC":
        return said
    local = f"timezone('UTC', timezone({literal(zone)}, {said}))"
    is_told = f"regexp_matches(trim({cell}), '{OFFSET}') OR regexp_matches(trim({cell}), '^\\d{{10,13}}$')"
    return f"(CASE WHEN {is_told} THEN {said} ELSE {local} END)"
