"""The rows behind a finding: the first ones in the result, all of them as CSV files beside it."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.analytics.audit.finding import Audit, Rows
from detente.analytics.audit.result.document import Cell, Column, Table
from detente.analytics.audit.result.kinds import kind_of, plain
from detente.analytics.render import safe_text

if TYPE_CHECKING:
    from detente.analytics.audit.evidence import Evidence

CHUNK = 5_000

Hide = Callable[[Rows, list[str], list[tuple[Any, ...]]], tuple[list[str], list[tuple[Any, ...]]]]
"""What a redacted file shows instead of these names of columns and rows."""


def first_rows(evidence: Evidence, rows: Rows, limit: int) -> Table:
    """The first rows, and how many there are."""
    names, found = next(chunks(evidence, rows, limit))
    total = len(found)
    if total == limit:
        total = evidence.one(f"SELECT count(*) FROM ({rows.sql}) AS r", rows.parameters)
    kept = [name for name in names if name in rows.labels]
    places = [names.index(name) for name in kept]
    columns = tuple(
        Column(name, rows.labels[name], kind_of(name, (row[place] for row in found)), name in rows.personal)
        for name, place in zip(kept, places, strict=True)
    )
    cells = tuple(tuple(plain(row[place]) for place in places) for row in found[:limit])
    return Table("", columns, cells, total, rows.table)


def chunks(
    evidence: Evidence, rows: Rows, size: int = CHUNK
) -> Iterator[tuple[list[str], list[tuple[Any, ...]]]]:
    """Names of columns and rows, a chunk at a time; at least once, so that an empty answer has its names."""
    with evidence.connection.cursor() as cursor:
        cursor.execute(rows.sql, rows.parameters)
        names = [column[0] for column in cursor.description]
        found = cursor.fetchmany(size) if size else []
        yield names, found
        while size and len(found) == size:
            if found := cursor.fetchmany(size):
                yield names, found


def write_rows(audit: Audit, evidence: Evidence, folder: Path, *, hide: Hide | None = None) -> list[Path]:
    """A CSV file for each finding that has rows, named after its check; returns the files.

    Texts that a spreadsheet could take for a formula get one apostrophe in front. Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for found in audit.found:
        if found.finding.rows:
            path = folder / f"{found.check.slug}.csv"
            _write(path, evidence, found.finding.rows, hide)
            written.append(path)
    return written


def _write(path: Path, evidence: Evidence, rows: Rows, hide: Hide | None) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        for nth, (names, found) in enumerate(chunks(evidence, rows)):
            shown, cells = hide(rows, names, found) if hide else (names, found)
            if nth == 0:
                writer.writerow([safe_text(rows.labels.get(name, name)) for name in shown])
            writer.writerows([_safe(plain(cell)) for cell in row] for row in cells)


def _safe(cell: Cell) -> Any:
    if cell is None:
        return ""
    return safe_text(cell) if isinstance(cell, str) else cell
