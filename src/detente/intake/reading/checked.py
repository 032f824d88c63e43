"""What is the same for every kind of file: refusals of the whole, and problems of a line's cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

from detente.intake.problems import Problem, gettext_noop
from detente.intake.reading.limits import Limits
from detente.intake.reading.lines import Line

# The column by which a reject file is known: its cells carry guards, and the reason is not data.
REASON = "why this line was rejected"

EMPTY = gettext_noop("%(file)s is empty; it should start with a line of column names")
TOO_LARGE = gettext_noop("%(file)s has %(size)s bytes; at most %(limit)s are read. Split the file")
TOO_WIDE = gettext_noop("%(file)s has %(size)s columns; at most %(limit)s are read")
TOO_LONG = gettext_noop("%(file)s has more than %(limit)s lines. Split the file")
UNDECODABLE = gettext_noop("has characters that are no text")
FIELD_LONG = gettext_noop("cell %(column)s is longer than %(limit)s characters")


class Table(Protocol):
    """A file opened: its column names, and its lines as often as they are asked for."""

    @property
    def path(self) -> Path:
        """The file."""

    @property
    def headers(self) -> tuple[str, ...]:
        """Names of its columns, each once."""

    @property
    def renamed(self) -> tuple[tuple[str, str], ...]:
        """Names that were blank or doubled, as (old, new)."""

    @property
    def notes(self) -> list[str]:
        """What was taken for granted."""

    @property
    def is_typed(self) -> bool:
        """Whether cells may be `Typed`."""

    def lines(self) -> Iterator[Line]:
        """Every line that is not empty; a wrong one carries its problem."""


def checked(headers: Sequence[str], line: Line, limits: Limits) -> Line:
    """The line with what is wrong with its cells as texts, if anything."""
    limit = limits.field_chars
    text = "".join(line.cells)
    problem = line.problem
    if problem is None and len(text) > limit:
        for header, cell in zip(headers, line.cells, strict=True):
            if len(cell) > limit:
                problem = Problem("cell_too_long", FIELD_LONG, {"column": header, "limit": limit})
    if problem is None and not text.isascii() and not is_text(text):
        problem = Problem("undecodable", UNDECODABLE)
    return Line(line.number, line.cells, problem)


def is_text(text: str) -> bool:
    """Bytes that did not decode stand as lone surrogates, which no database takes."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
