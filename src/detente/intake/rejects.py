"""Rejected lines as a file to mend: the original columns and the reason, read back exactly by the next import."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from detente.crm.imports.models import ImportBatch
from detente.intake.batches import batch_sources, uploads
from detente.intake.mapping.model import REJECTED
from detente.intake.reading import REASON, CsvFile
from detente.intake.reading.formulas import Unguarded, guarded
from detente.intake.reading.workbook import SheetFile
from detente.intake.reject_writing import write_json_lines, write_sheet
from detente.intake.sources import Source

# The cells of a line and why it was rejected; both are there for every rejected line.
Rejected = tuple[Any, str | None]


def reject_files(batch: ImportBatch) -> list[Path]:
    """One file beside each kept file that has rejected lines, named `....rejected`, of the same kind as that.

    In CSV (always UTF-8) cells that a spreadsheet would take for a formula carry an apostrophe, which reading takes
    off again; in the others every cell keeps its type.
    """
    _, sources = batch_sources(batch)
    written = []
    for file_no, source in enumerate(sources):
        lines = _rejected(batch, file_no)
        first = next(lines, None)
        if first is not None:
            written.append(_write(batch, source, file_no, first, lines))
    return written


def _rejected(batch: ImportBatch, file_no: int) -> Iterator[Rejected]:
    query = batch.outcomes.filter(file_no=file_no, outcome="rejected").order_by("line")
    return query.values_list("cells", "reason").iterator(chunk_size=2_000)


def _write(
    batch: ImportBatch, source: Source, file_no: int, first: Rejected, rest: Iterator[Rejected]
) -> Path:
    folder = uploads(batch) / f"rejects-{file_no}"
    folder.mkdir(exist_ok=True)
    table = source.table.table if isinstance(source.table, Unguarded) else source.table
    ending = source.table.path.suffix if not isinstance(table, CsvFile) else ".csv"
    path = folder / f"{Path(source.name.replace(REJECTED, '')).stem}{REJECTED}{ending}"
    if isinstance(table, CsvFile):
        _write_csv(path, table, (first, *rest))
        return path
    reasons = dict(_reasons(batch, file_no))
    lines = ((line, reasons[line.number]) for line in table.lines() if line.number in reasons)
    if isinstance(table, SheetFile):
        write_sheet(path, table, lines)
    else:
        write_json_lines(path, table, lines)
    return path


def _reasons(batch: ImportBatch, file_no: int) -> Iterator[tuple[int, str]]:
    rejected = batch.outcomes.filter(file_no=file_no, outcome="rejected")
    for line, reason in rejected.values_list("line", "reason").iterator(chunk_size=2_000):
        yield line, reason or ""


def _write_csv(path: Path, table: CsvFile, rejected: Iterable[Rejected]) -> None:
    headers = [header for header in table.headers if header != REASON]
    width = len(headers)
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        out = csv.writer(stream, delimiter=table.style.delimiter)
        out.writerow([*headers, REASON])
        for cells, reason in rejected:
            if len(table.headers) > width:  # the reason of an earlier time
                cells = [*cells[:width], *cells[width + 1 :]]
            padded = [*cells, *[""] * (width - len(cells))]
            out.writerow([*map(guarded, padded[:width]), reason, *map(guarded, padded[width:])])
