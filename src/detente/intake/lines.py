"""One line of a file as values of fields: everything that is wrong with it at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any

from detente.intake.cells import Amount, Cell, cell_of
from detente.intake.custom import CellOf, added_field, custom_cell
from detente.intake.fields import Field
from detente.intake.mapping.model import ColumnUse, FileMapping, MappingError
from detente.intake.problems import Problem, gettext_noop
from detente.intake.reading import Table
from detente.intake.settings import Settings
from detente.intake.typed_cells import typed_cell_of
from detente.intake.values.money import currencies, minor

BLANK = gettext_noop("nothing that the mapping uses stands on this line")
MISSING = gettext_noop("is missing")
OPEN_CURRENCY = gettext_noop("`%(mark)s` can be %(known)s; set the currency in the mapping")
UNKNOWN_MARK = gettext_noop("`%(mark)s` is not a currency")
ROUNDED = gettext_noop("%(amount)s has more digits than %(currency)s; rounded")
DATED = Field("moved_at", "instant", "")


@dataclass(slots=True)
class Reading:
    """What a line says: values by field, custom values, past stages with their dates, and problems."""

    values: dict[str, Any]
    custom: dict[str, Any] = field(default_factory=dict)
    moves: dict[str, datetime] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def rejections(self) -> list[Problem]:
        """The problems for which the line is not stored."""
        return [problem for problem in self.problems if problem.weight == "reject"]

    @property
    def defects(self) -> list[Problem]:
        """The problems that its lead carries."""
        return [problem for problem in self.problems if problem.weight == "defect"]


class LineReader:
    """Reads the lines of one file under a mapping whose formats are all known."""

    def __init__(
        self, file: FileMapping, headers: Sequence[str], settings: Settings, *, cells: CellOf = cell_of
    ) -> None:
        place = {header: no for no, header in enumerate(headers)}
        self._settings = settings
        self._fields: list[tuple[int, str, Cell]] = []
        self._constants: dict[str, Any] = {}
        self._required = [item.name for item in file.of.fields if item.is_required]
        self._amounts = [item.name for item in file.of.fields if item.type == "money"]
        self._uses = file.columns
        self._columns = {name: use.column for name, use in file.columns.items()}
        for name, use in file.columns.items():
            use = with_mends(use, file.mend.get(name))
            self._fields.append((place[use.column], name, cells(_field(file, name), use, settings)))
        self._fields.sort(key=lambda field: field[0])  # problems are told in the order of the columns
        for name, text in file.constants.items():
            self._constant(file, name, text)
        self._custom = [
            self._custom_at(file, place[use.column], name, cells) for name, use in file.custom.items()
        ]
        self._moves = [
            (place[use.column], name, cells(DATED, use, settings)) for name, use in file.moves.items()
        ]

    def _custom_at(self, file: FileMapping, place: int, name: str, cells: CellOf) -> tuple[int, str, Cell]:
        """A column kept under its own name, or in a field that the company added."""
        added = added_field(self._settings, file.kind, name)
        cell = custom_cell(added, file.custom[name], self._settings, cells)
        return place, added.code if added else name, cell

    def _constant(self, file: FileMapping, name: str, text: str) -> None:
        problems: list[Problem] = []
        formats = ("YYYY-MM-DD",)
        self._constants[name] = cell_of(_field(file, name), ColumnUse(name, formats), self._settings)(
            text, problems
        )
        if problems:
            raise MappingError("constants.%(at)s: %(why)s", at=name, why=str(problems[0]))

    def read(self, cells: Sequence[str]) -> Reading:
        """The line's values and everything wrong with it."""
        problems: list[Problem] = []
        values = dict(self._constants)
        for place, name, cell in self._fields:
            if (value := cell(cells[place], problems)) is not None:
                values[name] = value
        reading = Reading(values, problems=problems)
        for place, name, cell in self._custom:
            if (value := cell(cells[place], problems)) is not None:
                reading.custom[name] = value
        for place, name, cell in self._moves:
            if (value := cell(cells[place], problems)) is not None:
                reading.moves[name] = value
        self._complete(reading)
        return reading

    def _complete(self, reading: Reading) -> None:
        values = reading.values
        if len(values) == len(self._constants) and not reading.problems:
            reading.problems.append(Problem("blank", BLANK))
            return
        for name in self._required:
            if values.get(name) is None and not any(
                p.column == self._columns.get(name) for p in reading.problems
            ):
                reading.problems.append(Problem("missing", MISSING, {}, self._columns.get(name, name)))
        for name in self._amounts:
            if isinstance(values.get(name), Amount):
                self._in_minor_units(name, reading)

    def _in_minor_units(self, name: str, reading: Reading) -> None:
        """The line's own currency, then what stands at the amount, then the column's, then the mapping's."""
        amount: Amount = reading.values[name]
        column = self._columns.get(name, name)
        stated = reading.values.get("currency") or (self._uses[name].currency if name in self._uses else None)
        currency = stated or self._settings.currency
        if amount.mark:
            known = currencies(amount.mark)
            if currency not in known and len(known) == 1:
                currency = known[0]
            elif currency not in known:
                text = OPEN_CURRENCY if known else UNKNOWN_MARK
                params = {"mark": amount.mark, "known": ", ".join(known)}
                reading.problems.append(Problem("currency_unclear", text, params, column))
        whole, is_rounded = minor(amount.number, currency)
        if is_rounded:
            params = {"amount": f"{amount.number:f}", "currency": currency}
            reading.problems.append(Problem("rounded", ROUNDED, params, column, "note"))
        reading.values[name] = whole
        reading.values[f"{name}_currency"] = currency


def reader_of(file: FileMapping, table: Table, settings: Settings) -> LineReader:
    """The reader of a table's lines; cells of a workbook or of JSON are taken at their value."""
    if not table.is_typed:
        return LineReader(file, table.headers, settings)
    cells = partial(typed_cell_of, counts_from_1904=getattr(table, "counts_from_1904", False))
    return LineReader(file, table.headers, settings, cells=cells)


def with_mends(use: ColumnUse, mend: Mapping[str, str] | None) -> ColumnUse:
    """The use of a column, its misspellings translated like any other words."""
    return replace(use, values={**mend, **use.values}) if mend else use


def _field(file: FileMapping, name: str) -> Field:
    found = file.of.field(name)
    assert found is not None, name
    return found
