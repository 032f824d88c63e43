"""What the values of a file's columns prove about how they are written, and what has to be asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Protocol

from detente.intake.contacts.phone_columns import PhoneColumn
from detente.intake.custom import added_field, as_field
from detente.intake.fields import NUMBERS, Field
from detente.intake.mapping.model import ColumnUse, FileMapping, Mapping
from detente.intake.mending import Words, names_something
from detente.intake.reading import ErrorValue
from detente.intake.settings import Settings
from detente.intake.sources import Source
from detente.intake.values.blanks import is_blank
from detente.intake.values.date_columns import DateColumn
from detente.intake.values.number_columns import NumberColumn
from detente.intake.values.questions import Question


@dataclass(frozen=True)
class Asked:
    """A question about one column.

    `plan.mapping.answered(entry, path, question.setting, value)` answers it.
    """

    entry: int
    path: str
    question: Question


class Watched(Protocol):
    """A column whose values are looked at, one after the other."""

    def see(self, text: str) -> None:
        """Take one value into account."""


@dataclass(frozen=True)
class Settled:
    """A file's description with what is proven filled in, open questions, its lines, and what to know."""

    file: FileMapping
    asked: list[Asked]
    lines: int
    notes: list[str]
    words: list[Words]


def settle(source: Source, mapping: Mapping, settings: Settings) -> Settled:
    """Look at every value of every column that leaves something open."""
    file = mapping.files[source.entry]
    watched = {path: column for path, use in file.uses if (column := _watched(file, path, use, settings))}
    words = _words(source, file)
    lines = _look(source, file, watched, settings.blank, words)
    asked: list[Asked] = []
    for path, use in file.uses:
        if column := watched.get(path):
            asked += [
                Asked(source.entry, path, question) for question in _questions(column, file, use, settings)
            ]
            file = file.with_use(path, _with_proof(use, column))
    return Settled(file, asked, lines, _notes(watched.values(), settings), words)


def _watched(file: FileMapping, path: str, use: ColumnUse, settings: Settings) -> Watched | None:
    """What has to be found out about a column; None where nothing can be open."""
    group, _, name = path.partition(".")
    found = _field_at(file, group, name, settings)
    if group == "moves" or (found and found.type in ("instant", "date")):
        return DateColumn(use.column)
    if found and found.type in NUMBERS:
        return NumberColumn(use.column, is_money=found.type == "money")
    if found and found.type == "phone" and not (use.region or settings.region):
        return PhoneColumn(use.column)
    return None


def _field_at(file: FileMapping, group: str, name: str, settings: Settings) -> Field | None:
    """One of our fields, or one that the company added."""
    if group == "custom":
        added = added_field(settings, file.kind, name)
        return as_field(added) if added else None
    return file.of.field(name) if group == "columns" else None


def _words(source: Source, file: FileMapping) -> list[Words]:
    """The columns whose values name something out of a small set."""
    return [
        Words(field.name, source.table.headers.index(file.columns[field.name].column))
        for field in file.of.fields
        if field.name in file.columns and names_something(field)
    ]


def _look(
    source: Source, file: FileMapping, watched: dict[str, Watched], blank: frozenset[str], words: list[Words]
) -> int:
    """Show every filled cell to its column; returns the number of lines."""
    places = {
        use.column: place for place, use in ((source.table.headers.index(u.column), u) for _, u in file.uses)
    }
    looks = [
        (places[use.column], watched[path].see, blank | {word.casefold() for word in use.blank},
         _typed_by_itself(watched[path]) if source.table.is_typed else None)
        for path, use in file.uses
        if path in watched
    ]  # fmt: skip
    lines = 0
    for line in source.table.lines():
        lines += 1
        if line.problem is None:
            for one in words:
                if not one.is_full and (text := line.cells[one.place]):
                    one.see(text)
            for place, see, also, wants in looks:
                text = line.cells[place]
                if wants and isinstance(getattr(text, "value", None), wants):
                    continue
                if text and not is_blank(text, also=also):
                    see(text)
    return lines


def _typed_by_itself(column: Watched) -> tuple[type, ...]:
    """Values that need no format, in files that say their type; a day as a bare number does."""
    return (date, ErrorValue) if isinstance(column, DateColumn) else (Decimal, bool, timedelta, ErrorValue)


def _questions(column: Watched, file: FileMapping, use: ColumnUse, settings: Settings) -> list[Question]:
    """Questions that the mapping has not answered yet."""
    match column:
        case DateColumn():
            asked = column.questions()
            return [q for q in asked if not any(choice.value in use.formats for choice in q.choices)]
        case NumberColumn():
            has_currency = bool(use.currency) or "currency" in file.columns or "currency" in file.constants
            found = [] if use.decimal else column.questions()
            return found if has_currency else [*found, *column.currency_questions(settings.currency)]
        case PhoneColumn():
            return column.questions()
    return []


def _with_proof(use: ColumnUse, column: Watched) -> ColumnUse:
    if isinstance(column, NumberColumn):
        return replace(use, decimal=use.decimal or column.sign)
    if isinstance(column, DateColumn):
        return replace(use, formats=use.formats or column.formats)
    return use


def _notes(columns: Iterable[Watched], settings: Settings) -> list[str]:
    """What was taken for granted, so that it is not silent."""
    found = []
    for column in columns:
        if isinstance(column, DateColumn) and column.local_times:
            found.append(f"{column.column}: times without an offset are read in the zone {settings.zone}")
        if isinstance(column, DateColumn) and column.short_years:
            found.append(f"{column.column}: years of two digits are read as at most ten years ahead")
    return found
