"""Rows of a redacted result: where the line stands instead of its key, and only what many records share."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from detente.analytics.audit.finding import Rows
from detente.analytics.audit.result.redaction.columns import alike
from detente.analytics.audit.result.redaction.known import Known, known
from detente.analytics.audit.result.redaction.veil import left_out, owner
from detente.analytics.audit.tables import BY_NAME
from detente.analytics.language import say

if TYPE_CHECKING:
    from detente.analytics.audit.evidence import Evidence

_OWNER = re.compile(r"(^|_)(owners?|by|user|rep|agent)(_|$)")

Chunk = list[tuple[Any, ...]]


def hidden_rows(evidence: Evidence) -> Callable[[Rows, list[str], Chunk], tuple[list[str], Chunk]]:
    """What `write_rows` shows instead of names of columns and rows."""
    shown = known(evidence)

    def hide(rows: Rows, names: list[str], found: Chunk) -> tuple[list[str], Chunk]:
        kept = [name for name in names if name not in rows.personal or is_owner(name)]
        places = [names.index(name) for name in kept]
        lines = places_of(evidence, rows.table, [row[0] for row in found])
        return kept, [tuple(cell(row, place, lines, shown) for place in places) for row in found]

    return hide


def is_owner(column: str) -> bool:
    """Whether a column names those who work with the records: they are numbered, not left out."""
    return bool(_OWNER.search(column))


def cell(row: tuple[Any, ...], place: int, lines: dict[str, str], shown: Known) -> Any:
    """A cell of a redacted row; the first one is the record's key."""
    if place == 0:
        return lines.get(str(row[0]), left_out())
    return value(row[place], shown)


def value(said: Any, shown: Known) -> Any:
    """Numbers and days as they are; of texts only owners' numbers and what many records share."""
    if not isinstance(said, str | list | tuple):
        return said
    low = alike(str(said))
    if low in shown.owners:
        return owner(shown.owners[low])
    return said if not low or low in shown.shared else left_out()


def places_of(evidence: Evidence, table: str, keys: Sequence[Any]) -> dict[str, str]:
    """In which file and line records stand, by their keys."""
    if table not in BY_NAME or not keys:
        return {}
    key = BY_NAME[table].keys[0]
    found = evidence.rows(
        f'SELECT "{key}" AS key, min(file_no) AS file_no, min(row_no) AS row_no FROM "{table}" '
        f'WHERE "{key}" IN (SELECT unnest($keys::VARCHAR[])) GROUP BY "{key}"',
        {"keys": [str(key) for key in keys if key is not None]},
    )
    return {
        row["key"]: say("file %(file)s, line %(line)s", file=row["file_no"], line=row["row_no"])
        for row in found
        if row["row_no"] is not None
    }
