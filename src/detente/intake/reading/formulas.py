"""Cells that a spreadsheet would run as a formula: guarded when written, the same again when read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from detente.analytics.render import plain_text, safe_text
from detente.intake.reading.checked import REASON, Table
from detente.intake.reading.lines import Line

guarded, unguarded = safe_text, plain_text


@dataclass(frozen=True)
class Unguarded:
    """A table whose cells carry guards, as Detente's own exports do, read without them."""

    table: Table

    @property
    def path(self) -> Path:
        """The file."""
        return self.table.path

    @property
    def headers(self) -> tuple[str, ...]:
        """Names of its columns."""
        return self.table.headers

    @property
    def renamed(self) -> tuple[tuple[str, str], ...]:
        """Names that were blank or doubled."""
        return self.table.renamed

    @property
    def notes(self) -> list[str]:
        """What was taken for granted."""
        return self.table.notes

    @property
    def is_typed(self) -> bool:
        """Whether cells may be `Typed`."""
        return self.table.is_typed

    def lines(self) -> Iterator[Line]:
        """Every line, one apostrophe taken off each text that has one; a reject file is without guards already."""
        if REASON in self.headers:
            yield from self.table.lines()
            return
        for line in self.table.lines():
            cells = [cell[1:] if cell.startswith("'") else cell for cell in line.cells]
            yield Line(line.number, cells, line.problem)


def looks_guarded(lines: Sequence[Line]) -> bool:
    """Whether every text that begins with an apostrophe needs it as a guard, and there is one that does."""
    quoted = [cell for line in lines for cell in line.cells if cell.startswith("'")]
    return bool(quoted) and all(safe_text(cell[1:]) == cell for cell in quoted)
