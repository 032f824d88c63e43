"""Delimiter, quote and escape of a file, chosen by which of them makes the lines agree."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterator
from dataclasses import dataclass

DELIMITERS = (",", ";", "\t", "|")
SAMPLE_RECORDS = 200


@dataclass(frozen=True)
class Style:
    """How cells are set apart; `escape` is a backslash in exports of some databases."""

    delimiter: str = ","
    quote: str = '"'
    escape: str | None = None

    def reader(self, lines: Iterator[str], *, strict: bool = False) -> Iterator[list[str]]:
        """A csv reader of this style."""
        return csv.reader(
            lines, delimiter=self.delimiter, quotechar=self.quote, escapechar=self.escape, strict=strict
        )


def find_style(sample: str) -> Style:
    """The style under which most lines are as wide as the header; comma when there is one column."""
    best, best_score = Style(), (0.0, 0)
    for style in _candidates(sample):
        score = _agreement(sample, style)
        if score > best_score:
            best, best_score = style, score
    return best


def _candidates(sample: str) -> Iterator[Style]:
    quotes = ['"']
    if "'" in sample and '"' not in sample:
        quotes.append("'")
    escapes: list[str | None] = [None]
    if '\\"' in sample:
        escapes.append("\\")
    for quote, escape, delimiter in itertools.product(quotes, escapes, DELIMITERS):
        if delimiter in sample:
            yield Style(delimiter, quote, escape)


def _agreement(sample: str, style: Style) -> tuple[float, int]:
    """(share of lines as wide as the header, width of the header); a header of one cell scores nothing."""
    widths = _widths(sample, style)
    if not widths or widths[0] < 2:
        return (0.0, 0)
    return (widths.count(widths[0]) / len(widths), widths[0])


def _widths(sample: str, style: Style) -> list[int]:
    lines = io.StringIO(sample, newline="")
    found: list[int] = []
    try:
        for cells in itertools.islice(style.reader(lines), SAMPLE_RECORDS):
            if cells:
                found.append(len(cells))
    except csv.Error:
        return found
    return found
