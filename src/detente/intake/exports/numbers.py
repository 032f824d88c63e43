"""Numbers of a column as SQL: which sign stands before the decimals is proven by its values."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import duckdb

from detente.intake.values.money import currencies
from detente.intake.values.number_columns import NumberColumn
from detente.intake.values.numbers import Sign

SHAPES = 500
# Blanks between thousands: the plain one, and those that do not break a line.
_BLANK = r"\s\x{a0}\x{202f}\x{2009}"
_NUMBER = (
    rf"^[^\d(+-]{{0,8}}[-+(]{{0,2}}[{_BLANK}]?[^\d.,(+-]{{0,6}}[.,]?\d[\d.,''’{_BLANK}]*"
    rf"(k|m|mm|mn|mio|b|bn)?[{_BLANK}]?[^\d]{{0,8}}$"
)


@dataclass(frozen=True)
class NumberReading:
    """How a column is read: an SQL expression of a number, its currency where it is told, and whether its sign is."""

    sql: str
    currency: str | None = None
    open_mark: str = ""
    """A sign like $ that several currencies share."""
    is_open: bool = False
    sample: str = ""


def read_numbers(
    connection: duckdb.DuckDBPyConnection, table: str, cell: str, *, sign: Sign | None = None
) -> NumberReading:
    """How the numbers of a column are read; `sign` is a person's answer."""
    rows = connection.execute(
        f"SELECT any_value({cell}), count(*) FROM {table} WHERE {cell} IS NOT NULL "
        f"GROUP BY regexp_replace({cell}, '\\d', '9', 'g') ORDER BY 2 DESC LIMIT {SHAPES}"
    ).fetchall()
    column = NumberColumn(cell, is_money=True)
    for text, _ in rows:
        column.see(text.strip())
    proven = column.sign
    if proven is None and column.proofs:
        proven = Counter(column.proofs).most_common(1)[0][0]
    taken: Sign = sign or proven or "."
    is_open = sign is None and proven is None
    code, mark = _currency(column)
    sample = next((text for kept in column.samples.values() for text in kept), "")
    return NumberReading(number(cell, taken), code, mark, is_open, sample)


def _currency(column: NumberColumn) -> tuple[str | None, str]:
    marks = {mark: currencies(mark) for mark in column.marks if currencies(mark)}
    codes = {known[0] for known in marks.values() if len(known) == 1}
    shared = [mark for mark, known in marks.items() if len(known) > 1]
    if len(codes) == 1 and not shared:
        return codes.pop(), ""
    return None, shared[0] if len(shared) == 1 and not codes else ""


def number(cell: str, sign: Sign) -> str:
    """A cell as a number: currency marks and groups of thousands are taken off, `(5)` is -5, `1.2K` is 1200."""
    plain = f"regexp_extract({cell}, '[.,]?\\d[\\d.,''’{_BLANK}]*', 0)"
    other = "," if sign == "." else "."
    plain = f"regexp_replace({plain}, '[{_BLANK}''’{other}]', '', 'g')"
    plain = plain if sign == "." else f"replace({plain}, ',', '.')"
    scale = (
        f"lower(regexp_extract({cell}, '\\d\\s?(k|K|m|M|mm|MM|mn|Mn|mio|Mio|MIO|bn|BN|b|B)\\s?[^\\w]*$', 1))"
    )
    times = (
        f"(CASE {scale} WHEN 'k' THEN 1e3 WHEN '' THEN 1 WHEN 'b' THEN 1e9 WHEN 'bn' THEN 1e9 ELSE 1e6 END)"
    )
    minus = f"(CASE WHEN regexp_matches({cell}, '^[^\\d]*[-(]') OR {cell} LIKE '%-' THEN -1 ELSE 1 END)"
    # Infinity and "not a number" have no digits.
    simple = f"CASE WHEN regexp_matches({cell}, '[0-9]') THEN try_cast({cell} AS DOUBLE) END"
    plain_first = f"{simple}, " if sign == "." else ""
    return (
        f"coalesce({plain_first}CASE WHEN regexp_matches({cell}, '{_NUMBER}', 'i') "
        f"THEN try_cast({plain} AS DOUBLE) * {times} * {minus} END)"
    )
