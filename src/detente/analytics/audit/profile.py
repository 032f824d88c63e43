"""What the columns of an export hold: how full they are, how many values they have, and which."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.tables import RECORDS
from detente.analytics.language import marked

NO_COLUMNS = marked("The columns as they stand in an export are not at hand here.")

MOST_VALUES = 1_000
"""A column with more values than this holds no choices: its values are not looked at one by one."""

_AT_ONCE = 40
_PERHAPS_ONE = 3
_ENOUGH = 500_000
"""Rows that tell whether a column has few values; whether it has only one is asked of all rows."""
_PROMPT = re.compile(
    r"[-–—_.<\[( ]*(select|please select|please choose|choose|choose one|select one|select an? \w+|pick one"
    r"|pick an? \w+|none selected|not selected|not set|not specified|option 1|bitte (aus)?w(ä|ae)hlen"
    r"|ausw(ä|ae)hlen|keine auswahl"
    r"|s(é|e)lectionne[rz]|veuillez s(é|e)lectionner|choisi(r|ssez)|seleccion(e|a|ar)|seleccione una opci(ó|o)n|elegir"
    r"|selecion(e|ar)|selecione uma op(ç|c)(ã|a)o|escolh(a|er)"
    r"|selezion(a|are|i)|scegli|selecte(er|ren)|maak een keuze|kies)[-–—_.>\]) ]*"
    r"|[-–—_<\[(]+ ?(none|keine[rs]?|aucune?|ningun[oa]|nessun[oa]|nenhuma?|geen) ?[-–—_>\])]+",
    re.IGNORECASE,
)
"""Texts that a form shows before anybody has answered."""
_SHOWN = 40


@dataclass(frozen=True)
class Column:
    """One column of a raw table. `rows` are those of the files that have the column; `distinct` is about right."""

    table: str
    header: str
    rows: int
    filled: int
    distinct: int
    is_constant: bool
    fills: str | None = None
    kind: str | None = None

    @property
    def blank(self) -> int:
        """Rows without a value."""
        return self.rows - self.filled

    @property
    def is_choice(self) -> bool:
        """Whether it has so few values that they can be looked at one by one, and says most of them again."""
        return 0 < self.distinct <= MOST_VALUES and self.distinct * 2 <= self.filled


def quoted(name: str) -> str:
    """A header of an export as a name in SQL, whatever it is made of."""
    return '"' + name.replace('"', '""') + '"'


def told(name: str, of: str = "") -> str:
    """The value of a column as SQL without blanks around it; NULL for a blank one. `of` is the table's alias.

    Zoho writes `-None-` where nothing was chosen.
    """
    return f"nullif(nullif(trim({of + '.' if of else ''}{quoted(name)}), ''), '-None-')"


def answers(table: str, column: str) -> str:
    """SQL of the values of a column, one a row, as `said`; blank ones left out."""
    return (
        f"SELECT said FROM (SELECT {told(column)} AS said FROM {quoted(table)}) AS t WHERE said IS NOT NULL"
    )


def is_prompt(said: str) -> bool:
    """Whether a value is what a form shows before anybody has answered: `Select`, `-None-`."""
    return bool(_PROMPT.fullmatch(said))


def columns(evidence: Evidence, table: str) -> tuple[Column, ...]:
    """Every column of the raw table behind a record table, in the order of the export; none when there is none."""
    key = ("profile", table)
    if key not in evidence.remembered:
        evidence.remembered[key] = tuple(_columns(evidence, table))
    found: tuple[Column, ...] = evidence.remembered[key]
    return found


def every_column(evidence: Evidence) -> tuple[Column, ...]:
    """The columns of all raw tables."""
    return tuple(column for table in RECORDS for column in columns(evidence, table.name))


def each_column_once(evidence: Evidence) -> tuple[Column, ...]:
    """The same, without the people of files that are leads too: what is said of these is said of the leads."""
    twice = are_leads_too(evidence)
    return tuple(column for column in every_column(evidence) if not (twice and column.table == "people"))


def are_leads_too(evidence: Evidence) -> bool:
    """Whether every person stands in a file of leads: an export of contacts is read as both."""
    return bool(evidence.filled("people")) and not evidence.one(
        "SELECT count(*) FROM people WHERE file_no IS NULL OR file_no NOT IN "
        "(SELECT file_no FROM leads WHERE file_no IS NOT NULL)"
    )


def values(evidence: Evidence, table: str, column: str, most: int = MOST_VALUES) -> list[tuple[str, int]]:
    """The values of a column and how many rows say each, commonest first; at most `most` of them."""
    found = evidence.rows(
        f"SELECT said, count(*) AS n FROM ({answers(table, column)}) AS a GROUP BY said "
        f"ORDER BY n DESC, said LIMIT {most:d}"
    )
    return [(row["said"], row["n"]) for row in found]


def _columns(evidence: Evidence, table: str) -> list[Column]:
    headers = evidence.raw_columns(table)
    if not headers:
        return []
    counted: dict[str, Any] = {}
    for start in range(0, len(headers), _AT_ONCE):
        counted |= _counted(evidence, table, headers[start : start + _AT_ONCE])
    files = {row["file_no"]: row["n"] for row in evidence.rows(
        f'SELECT file_no, count(*) AS n FROM {quoted(f"raw_{table}")} GROUP BY file_no')}  # fmt: skip
    meant = _meant(evidence, table)
    return [_column(table, header, counted, files, meant.get(header, [])) for header in headers]


def _counted(evidence: Evidence, table: str, headers: Sequence[str]) -> dict[str, tuple[int, int, bool]]:
    """How many rows fill each column, how many values it has, and whether that is one: most may hold nothing."""
    filled = _asked(evidence, table, {header: f"count({told(header)})" for header in headers})
    used = [header for header in headers if filled[header]]
    rows = evidence.one(f"SELECT count(*) FROM {quoted(f'raw_{table}')}")
    some = f" WHERE row_no % {rows // _ENOUGH + 1} = 0" if rows > 2 * _ENOUGH else ""
    several = _asked(
        evidence, table, {header: f"approx_count_distinct({told(header)})" for header in used}, some
    )
    alike = [header for header in used if several[header] <= _PERHAPS_ONE]
    one = _asked(evidence, table, {header: f"min({told(header)}) = max({told(header)})" for header in alike})
    return {header: (filled[header], several.get(header, 0), bool(one.get(header))) for header in headers}


def _asked(evidence: Evidence, table: str, asked: Mapping[str, str], where: str = "") -> dict[str, Any]:
    """One aggregate of each column."""
    if not asked:
        return {}
    row = evidence.connection.execute(
        f"SELECT {', '.join(asked.values())} FROM {quoted(f'raw_{table}')}{where}"
    ).fetchone()
    return dict(zip(asked, row or (), strict=True))


def _meant(evidence: Evidence, table: str) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in evidence.rows('SELECT * FROM "columns" WHERE object = $table', {"table": table}):
        found.setdefault(row["column"], []).append(row)
    return found


def _column(
    table: str, header: str, counted: dict[str, Any], files: dict[int, int], meant: list[dict[str, Any]]
) -> Column:
    holding = {row["file_no"] for row in meant} or set(files)
    filled, distinct, is_constant = counted[header]
    return Column(
        table, header, sum(n for file_no, n in files.items() if file_no in holding), filled, distinct, is_constant,
        next((row["fills"] for row in meant if row["fills"]), None),
        next((row["kind"] for row in meant if row["kind"]), None),
    )  # fmt: skip
