"""Rejected lines as a file to mend: the original columns and the reason, read back exactly by the next import."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from detente.crm.imports.models import ImportBatch
from detente.intake.batches import batch_sources, uploads
from detente.intake.mapping.model import REJECTED
from detente.intake.reading.formulas import guarded
from detente.intake.reading.source import REASON
from detente.intake.sources import Source

# The cells of a line and why it was rejected; both are there for every rejected line.
Rejected = tuple[Any, str | None]


def rejects_csv(batch: ImportBatch) -> list[Path]:
    """One file beside each kept file that has rejected lines, named `...rejected.csv`, in UTF-8.

    Cells that a spreadsheet would take for a formula carry an apostrophe, which reading takes off again.
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
    batch: ImportBatch,
    source: Source,
    file_no: int,
    first: Rejected,
    rest: Iterator[Rejected],
) -> Path:
    stem = Path(source.name.replace(REJECTED, "")).stem
    folder = uploads(batch) / f"rejects-{file_no}"
    folder.mkdir(exist_ok=True)
    path = folder / f"{stem}{REJECTED}.csv"
    width = len(source.table.headers)
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        out = csv.writer(stream, delimiter=source.table.style.delimiter)
        out.writerow([*source.table.headers, REASON])
        for cells, reason in (first, *rest):
            padded = [*cells, *[""] * (width - len(cells))]
            out.writerow([*map(guarded, padded[:width]), reason, *map(guarded, padded[width:])])
    return path
