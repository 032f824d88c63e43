"""A file's columns as columns of a record table: which headers fill them, and how their cells are read."""

from __future__ import annotations

from dataclasses import dataclass, field

import duckdb

from detente.analytics.audit.picture import Question
from detente.analytics.audit.tables import BY_NAME
from detente.analytics.contract.column import SQL_TYPES, Kind
from detente.intake.exports import values
from detente.intake.exports.dates import DateReading, read_dates
from detente.intake.exports.numbers import NumberReading, read_numbers
from detente.intake.exports.quoting import identifier
from detente.intake.exports.shapes import fills
from detente.intake.exports.uses import RawFile, Use
from detente.intake.problems import gettext_noop

KEYS = frozenset(
    ("lead", "person", "account", "deal", "campaign", "activity", "member", "user", "product", "owner", "record",
     "change", "_who", "_what", "_also", "_contact")
)  # fmt: skip
NAMES = frozenset(("name", "_first", "_last", "_owner_name"))
OF_PSEUDO: dict[str, Kind] = {
    "_deleted": "flag", "_active": "flag", "_is_won": "flag", "_is_closed": "flag", "_closed": "flag",
    "_converted": "flag", "_close": "instant", "_completed": "instant", "_modified": "instant",
    "_expected": "instant", "_place": "number", "_amount": "text", "_touched": "flag",
    "_deal_amount": "number", "_deal_expected": "instant", "_deal_closed": "instant", "_deal_active": "flag",
}  # fmt: skip
LEAST_READ = 0.5
DATES_OPEN = gettext_noop("%(file)s: in column %(column)s, is %(sample)s day first or month first?")
NOT_READ = gettext_noop(
    "%(file)s: column %(column)s is not read as %(as)s: %(share)s of its values are something else"
)


@dataclass
class Typed:
    """What was found out on the way: questions, notes, currencies, columns left unread."""

    zone: str = "UTC"
    questions: list[Question] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    currencies: set[str] = field(default_factory=set)
    marks: set[str] = field(default_factory=set)
    left: dict[int, set[str]] = field(default_factory=dict)
    words: int = 0
    orders: dict[int, str] = field(default_factory=dict)
    """File -> whether the day or the month comes first in it, where its values prove it."""

    def order_of_all(self) -> str:
        """The order in which all files that prove one write their dates; empty where they differ, or none does."""
        found = set(self.orders.values())
        return found.pop() if len(found) == 1 else ""


def type_of(table: str, column: str) -> Kind:
    """The type of a column of a record table, or of one that is read for its sake."""
    if column.startswith("_") or table == "stages":
        return OF_PSEUDO.get(column, "text")
    return next(known.kind for known in BY_NAME[table].columns if known.name == column)


class FileReader:
    """Makes the view `typed_<number>` of a file: every column of its record table, typed."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, file: RawFile, typed: Typed, order_hint: str = ""
    ) -> None:
        self.connection, self.file, self.typed = connection, file, typed
        self.table = file.fills or ""
        self.order_hint = order_hint
        self.joined = ""

    def view(self) -> str:
        """The view's name."""
        wanted = [fill.column for fill in fills()[self.table]]
        told = {column: self._column(column) for column in wanted}
        columns = ", ".join(f"{told[column]} AS {identifier(column)}" for column in wanted)
        name = f"typed_{self.file.number}"
        self.connection.execute(
            f"CREATE OR REPLACE VIEW {name} AS SELECT file_no, row_no, {columns} FROM {self.file.table}{self.joined}"
        )
        return name

    def _column(self, column: str) -> str:
        kind = type_of(self.table, column)
        uses = self.file.uses.get(column, ())
        parts = [part for use in uses if (part := self._cell(column, kind, use))]
        if not parts:
            return f"NULL::{SQL_TYPES[kind]}"
        if column == "_touched":
            return f"({' + '.join(f'coalesce({part}, FALSE)::INTEGER' for part in parts)})::BIGINT"
        return f"coalesce({', '.join(parts)})"

    def _cell(self, column: str, kind: str, use: Use) -> str:
        cell = identifier(use.header)
        if kind == "flag":
            return values.flag(cell) if column == "_touched" else self._flag(cell, use)
        if kind in ("instant", "date"):
            said = self._dates(cell, use)
            return said if kind == "instant" or not said else f"({said})::DATE"
        if kind in ("number", "count"):
            said = self._numbers(cell, use)
            return said if kind == "number" or not said else f"round({said})::BIGINT"
        if column == "_owner_name":
            return values.owner(cell)
        if column in NAMES:
            return values.name(cell)
        if column in KEYS:
            return values.key(cell, lengthen=self._has_short_keys(cell))
        return values.text(cell)

    def _has_short_keys(self, cell: str) -> bool:
        """Whether a column of Salesforce holds ids of 15 letters, which elsewhere have 18."""
        if self.file.shape is None or self.file.shape.system != "salesforce":
            return False
        asked = (
            f"SELECT 1 FROM {self.file.table} WHERE regexp_full_match({cell}, '[a-zA-Z0-9]{{15}}') LIMIT 1"
        )
        return self.connection.execute(asked).fetchone() is not None

    def _flag(self, cell: str, use: Use) -> str:
        said = values.flag(cell)
        return said if self._is_read(said, cell, use, "yes or no") else ""

    def _dates(self, cell: str, use: Use) -> str:
        self.typed.words += 1
        found = read_dates(
            self.connection, self.file.table, cell, zone=self.typed.zone, order=use.order, hint=self.order_hint,
            number=self.typed.words,
        )  # fmt: skip
        if found.order in ("dmy", "mdy") and not found.open_between:
            self.order_hint = self.order_hint or found.order
            self.typed.orders.setdefault(self.file.number, found.order)
        if found.open_between:
            self._ask(found, use)
            if not found.order:
                return ""
        if not self._is_read(found.sql, cell, use, "dates", found.join):
            return ""
        self.joined += found.join
        return found.sql

    def _ask(self, found: DateReading, use: Use) -> None:
        said = DATES_OPEN % {"file": self.file.name, "column": use.header, "sample": found.samples[0]}
        self.typed.questions.append(
            Question(
                self.file.name, use.header, "order", said, found.open_between, found.samples, found.order
            )
        )

    def _numbers(self, cell: str, use: Use) -> str:
        found: NumberReading = read_numbers(self.connection, self.file.table, cell, sign=use.decimal)
        if not self._is_read(found.sql, cell, use, "numbers"):
            return ""
        if found.currency:
            self.typed.currencies.add(found.currency)
        if found.open_mark:
            self.typed.marks.add(found.open_mark)
        return found.sql

    def _is_read(self, said: str, cell: str, use: Use, kind: str, join: str = "") -> bool:
        """Whether enough of a column is what it was taken for; else it is left as not understood."""
        cells = f"SELECT {values.text(cell)} AS t, {said} AS said FROM {self.file.table}{join}"
        row = self.connection.execute(f"SELECT count(t), count(said) FROM ({cells})").fetchone()
        filled, read = row or (0, 0)
        if read >= LEAST_READ * filled or not filled:
            if read < filled:
                self._note(use, kind, 1 - read / filled)
            return True
        self._note(use, kind, 1 - read / filled)
        self.typed.left.setdefault(self.file.number, set()).add(use.header)
        return False

    def _note(self, use: Use, kind: str, share: float) -> None:
        said = {"file": self.file.name, "column": use.header, "as": kind, "share": f"{100 * share:.3g} %"}
        self.typed.notes.append((NOT_READ if share > LEAST_READ else PARTLY) % said)


PARTLY = gettext_noop("%(file)s: %(share)s of the values in column %(column)s can't be read as %(as)s")
