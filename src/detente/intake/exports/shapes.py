"""What the files of an export can be, and which headers fill which column: the two lists beside this file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

Words = tuple[str, ...]


@dataclass(frozen=True)
class Shape:
    """A kind of file. `fills` is a record table, `stages`, or None for a known file that the audit has no use for."""

    name: str
    fills: str | None
    system: str
    of: str = ""
    has: tuple[Words, ...] = ()
    without: frozenset[str] = frozenset()
    is_guess: bool = False

    def fits(self, words: Iterable[str]) -> bool:
        """Whether a file with these folded headers is of this kind."""
        known = set(words)
        return all(known.intersection(group) for group in self.has) and not known & self.without


@dataclass(frozen=True)
class Fill:
    """The folded headers that can fill one column, best first; `adds` where their values are added up."""

    column: str
    words: Words
    adds: bool = False


def _lines(name: str) -> list[str]:
    text = resources.files("detente.intake.exports").joinpath(name).read_text("utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def _shape(line: str) -> dict[str, object]:
    """A shape's first line: its name, what it fills, its system, whose records they are."""
    name, _, rest = line[1:].partition("] ")
    fills, system, *of = rest.split()
    plain = fills.removeprefix("?")
    return {
        "name": name, "fills": None if plain == "-" else plain, "is_guess": plain != fills, "system": system,
        "of": of[0] if of else "", "has": (), "without": frozenset(),
    }  # fmt: skip


@cache
def shapes() -> tuple[Shape, ...]:
    """Every kind of file, in the order in which they are tried."""
    found: list[dict[str, object]] = []
    for line in _lines("shapes.txt"):
        if line.startswith("["):
            found.append(_shape(line))
            continue
        word, *words = line.split()
        if word == "has":
            found[-1]["has"] = (*found[-1]["has"], tuple(words))  # type: ignore[misc]
        else:
            found[-1]["without"] = frozenset(words)
    return tuple(Shape(**one) for one in found)  # type: ignore[arg-type]


@cache
def fills() -> dict[str, tuple[Fill, ...]]:
    """Record table -> the fills of its columns."""
    found: dict[str, tuple[Fill, ...]] = {}
    table = ""
    for line in _lines("columns.txt"):
        if line.startswith("["):
            table = line.strip("[]")
            found[table] = ()
            continue
        column, *words = line.split()
        adds = words[0] == "+"
        found[table] = (*found[table], Fill(column, tuple(words[adds:]), adds))
    return found


def known_columns(table: str) -> set[str]:
    """Columns that a mapping may name for a record table."""
    return {fill.column for fill in fills()[table]}
