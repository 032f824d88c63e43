"""Records of a CSV stream with the line a person finds them on, surviving broken quotes."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from detente.intake.problems import IntakeError, Problem, gettext_noop
from detente.intake.reading.limits import Limits
from detente.intake.reading.style import Style

QUOTE_NEVER_CLOSES = gettext_noop(
    "a quote opens on this line and never closes, or a cell is longer than %(limit)s characters"
)
TOO_MANY_BROKEN = gettext_noop(
    "more than %(limit)s lines have a quote that never closes; say which quote the file uses, "
    "or save it again from the program it came from"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A record: the number of the physical line it starts on (from 1), its cells, what is wrong."""

    number: int
    cells: list[str]
    problem: Problem | None = None


class _Feed:
    """Physical lines, remembered since the record began, so that a broken record can be given back."""

    def __init__(self, stream: Iterable[str]) -> None:
        self._stream = iter(stream)
        self._returned: deque[str] = deque()
        self.taken: list[str] = []
        self.is_exhausted = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self._returned:
            line = self._returned.popleft()
        else:
            try:
                line = next(self._stream)
            except StopIteration:
                self.is_exhausted = True
                raise
        self.taken.append(line)
        return line

    def give_back_all_but_first(self) -> None:
        self._returned.extendleft(reversed(self.taken[1:]))
        self.is_exhausted = False
        self.taken = self.taken[:1]


def records(stream: Iterable[str], style: Style, limits: Limits, *, first_line: int = 1) -> Iterator[Line]:
    """Every record that is not an empty line. Raises IntakeError when quoting is hopeless."""
    feed = _Feed(stream)
    reader = style.reader(feed)
    number, broken = first_line, 0
    while True:
        feed.taken = []
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            cells = None
        if feed.is_exhausted:  # the reader asked for another line: the file ended inside a quote
            cells = None
        if cells is None:
            broken += 1
            if broken > limits.broken_quotes:
                raise IntakeError(TOO_MANY_BROKEN, limit=limits.broken_quotes)
            feed.give_back_all_but_first()
            reader = style.reader(feed)
            yield Line(number, [feed.taken[0].rstrip("\r\n")], _never_closes(limits))
        elif cells:
            yield Line(number, cells)
        number += len(feed.taken)


def _never_closes(limits: Limits) -> Problem:
    return Problem("quote_never_closes", QUOTE_NEVER_CLOSES, {"limit": limits.field_chars})
