"""A CSV file, opened: its headers, and its lines as often as they are asked for."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from detente.intake.problems import IntakeError, Problem, gettext_noop
from detente.intake.reading.checked import (
    EMPTY,
    FIELD_LONG,
    REASON,
    TOO_LARGE,
    TOO_LONG,
    TOO_WIDE,
    is_text,
)
from detente.intake.reading.encoding import Encoding, find_encoding
from detente.intake.reading.formulas import unguarded
from detente.intake.reading.headers import clean_headers
from detente.intake.reading.limits import DEFAULT, Limits
from detente.intake.reading.lines import Line, records
from detente.intake.reading.style import DELIMITERS, Style, find_style

SAMPLE_CHARS = 100_000

BY_LETTERS = gettext_noop("%(file)s is read as %(encoding)s, by its letters")
UNKNOWN_ENCODING = gettext_noop("%(name)s is not an encoding that is known; try utf-8 or cp1252")
WRONG_ENCODING = gettext_noop("%(file)s cannot be read as %(name)s; leave the encoding out to have it found")
CELLS = "cells, the header has"
WIDTH = gettext_noop("has %(found)s cells, the header has %(wanted)s")
NOT_MENDED = gettext_noop("put its cells into the right columns, then clear the column `%(reason)s`")
UNDECODABLE = gettext_noop("has bytes that are not %(encoding)s text")


@dataclass(frozen=True)
class CsvFile:
    """An opened file. `renamed` lists headers that were blank or doubled, as (old, new)."""

    path: Path
    encoding: Encoding
    style: Style
    headers: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]
    limits: Limits
    header_line: int
    is_typed = False

    @property
    def notes(self) -> list[str]:
        """What was taken for granted."""
        if self.encoding.is_proven:
            return []
        return [BY_LETTERS % {"file": self.path.name, "encoding": self.encoding.name}]

    def lines(self) -> Iterator[Line]:
        """Every line after the header that is not empty; a wrong one carries its problem."""
        width, limit = len(self.headers), self.limits.field_chars
        with _text(self.path, self.encoding, self.limits) as stream:
            found = records(
                _after_separator_line(stream), self.style, self.limits, first_line=self.header_line
            )
            next(found)
            for count, line in enumerate(found, start=1):
                if count > self.limits.rows:
                    raise IntakeError(TOO_LONG, file=self.path.name, limit=self.limits.rows)
                yield self._checked(line, width, limit)

    def _checked(self, line: Line, width: int, limit: int) -> Line:
        if line.problem is not None:
            return line
        cells = line.cells
        if self.headers[-1] == REASON:
            cells = [unguarded(cell) for cell in cells]
        if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
            cells = cells[:width]
        problem = self._problem(cells, width, limit)
        if problem is None and self.headers[-1] == REASON and CELLS in cells[-1]:
            problem = Problem("not_mended", NOT_MENDED, {"reason": REASON})
        return Line(line.number, cells, problem)

    def _problem(self, cells: list[str], width: int, limit: int) -> Problem | None:
        if len(cells) != width:
            return Problem("wrong_width", WIDTH, {"found": len(cells), "wanted": width})
        text = "".join(cells)
        if len(text) > limit:
            for header, cell in zip(self.headers, cells, strict=True):
                if len(cell) > limit:
                    return Problem("cell_too_long", FIELD_LONG, {"column": header, "limit": limit})
        if not text.isascii() and not is_text(text):
            return Problem("undecodable", UNDECODABLE, {"encoding": self.encoding.name})
        return None


def open_csv(
    path: Path,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    quote: str | None = None,
    limits: Limits = DEFAULT,
) -> CsvFile:
    """Open a file, finding what is not given. Raises IntakeError for one that cannot be read."""
    size = path.stat().st_size
    if size == 0:
        raise IntakeError(EMPTY, file=path.name)
    if size > limits.bytes_:
        raise IntakeError(TOO_LARGE, file=path.name, size=size, limit=limits.bytes_)
    found = _named(encoding) if encoding else find_encoding(path)
    sample = _sample(path, found, limits)
    style, header_line, body = _style(sample, delimiter, quote)
    headers = next((line.cells for line in records(_split(body), style, limits) if line.cells), None)
    if headers is None or not any(cell.strip() for cell in headers):
        raise IntakeError(EMPTY, file=path.name)
    if len(headers) > limits.columns:
        raise IntakeError(TOO_WIDE, file=path.name, size=len(headers), limit=limits.columns)
    names, renamed = clean_headers(headers)
    return CsvFile(path, found, style, names, renamed, limits, header_line)


def _style(sample: str, delimiter: str | None, quote: str | None) -> tuple[Style, int, str]:
    """The style, the line the header stands on, and the sample from there."""
    first, _, rest = sample.partition("\n")
    declared = first.rstrip("\r\n")[4:] if first.startswith("sep=") else ""
    header_line, body = (2, rest) if declared else (1, sample)
    declared = delimiter or (declared if declared in DELIMITERS else "")
    style = find_style(body)
    if declared or quote:
        style = Style(declared or style.delimiter, quote or style.quote, style.escape)
    return style, header_line, body


def _after_separator_line(stream: TextIO) -> TextIO:
    """Skip the line `sep=;` that a spreadsheet program writes for itself."""
    if stream.readline(4) == "sep=":
        stream.readline()
    else:
        stream.seek(0)
    return stream


@contextmanager
def _text(path: Path, encoding: Encoding, limits: Limits) -> Iterator[TextIO]:
    # A quote that never closes would otherwise swallow the rest of the file into memory.
    csv.field_size_limit(limits.field_chars)
    try:
        with path.open(encoding=encoding.name, errors="surrogateescape", newline="") as stream:
            yield stream
    except UnicodeError as error:
        raise IntakeError(WRONG_ENCODING, file=path.name, name=encoding.name) from error


def _sample(path: Path, encoding: Encoding, limits: Limits) -> str:
    with _text(path, encoding, limits) as stream:
        return stream.read(SAMPLE_CHARS)


def _split(sample: str) -> io.StringIO:
    return io.StringIO(sample, newline="")


def _named(name: str) -> Encoding:
    import codecs

    try:
        codecs.lookup(name)
    except LookupError as error:
        raise IntakeError(UNKNOWN_ENCODING, name=name) from error
    return Encoding(name, is_proven=True)
