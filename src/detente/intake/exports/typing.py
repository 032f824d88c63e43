"""A file's columns as columns of a record table: which headers fill them, and how their cells are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import duckdb

from detente.analytics.audit.picture import Question
from detente.analytics.audit.tables import BY_NAME
from detente.intake.exports import values
from detente.intake.exports.dates import DateReading, read_dates
from detente.intake.exports.numbers import NumberReading, read_numbers
from detente.intake.exports.quoting import identifier
from detente.intake.exports.shapes import Shape, fills
from detente.intake.exports.words import by_word
from detente.intake.problems import gettext_noop

KEYS = frozenset("lead person account deal campaign activity member user product owner record change _who _what _also _contact".split())
NAMES = frozenset("name _first _last _owner_name".split())
OF_PSEUDO = {
    "_deleted": "flag", "_active": "flag", "_is_won": "flag", "_is_closed": "flag", "_closed": "flag",
    "_converted": "flag", "_close": "instant", "_completed": "instant", "_modified": "instant",
    "_expected": "instant", "_probability": "number", "_place": "number", "_amount": "text", "_touched": "flag",
}  # fmt: skip
STANDS_FOR = {"_first": "name", "_last": "name", "_owner_name": "owner", "_close": "expected_on", "_second": "status", "_contact": "person",
              "_bounce": "is_bounced", "_who": "lead", "_what": "deal", "_is_won": "status", "_is_closed": "status",
              "_forecast": "status", "_touched": "touches", "_account_name": "account", "_direction": "is_inbound",
              "_completed": "at", "_status": "outcome", "_closed": "is_done", "_form": "is_inbound", "_subtype": "kind",
              "_stage": "new", "_amount": "new", "_expected": "new", "_subject": "kind", "_call": "kind",
              "_meeting": "kind", "_mail": "kind", "_task": "kind", "_note": "kind", "_also": "user"}  # fmt: skip
TYPES = {"text": "VARCHAR", "instant": "TIMESTAMP", "date": "DATE", "number": "DOUBLE", "count": "BIGINT", "flag": "BOOLEAN"}
LEAST_READ = 0.5
DATES_OPEN = gettext_noop("%(file)s: in column %(column)s, is %(sample)s day first or month first?")
NOT_READ = gettext_noop("%(file)s: column %(column)s was not read as %(as)s: %(share)s of its values are none")


@dataclass(frozen=True)
class Use:
    """A header that fills a column; a mapping may say how its dates or numbers are written."""

    header: str
    order: str = ""
    decimal: str = ""


@dataclass(frozen=True)
class RawFile:
    """A table as loaded, with what it was taken for."""

    number: int
    name: str
    table: str
    headers: tuple[str, ...]
    rows: int
    unread: int = 0
    shape: Shape | None = None
    uses: Mapping[str, tuple[Use, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def fills(self) -> str | None:
        """The record table that it fills."""
        return self.shape.fills if self.shape else None

    def understood(self) -> dict[str, str]:
        """Header -> the column of the record table that it fills."""
        found: dict[str, str] = {}
        for column, uses in self.uses.items():
            for use in uses:
                known = STANDS_FOR.get(column, column)
                if use.header not in found or not column.startswith("_"):
                    found[use.header] = known
        return found


def with_uses(file: RawFile) -> RawFile:
    """The file with the headers that fill its columns, by the words that are known."""
    if file.fills not in fills():
        return file
    words = by_word(file.headers)
    found = {}
    for fill in fills()[str(file.fills)]:
        if uses := tuple(Use(words[word]) for word in dict.fromkeys(fill.words) if word in words):
            found[fill.column] = uses
    return replace(file, uses=found)


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


def type_of(table: str, column: str) -> str:
    """The type of a column of a record table, or of one that is read for its sake."""
    if column.startswith("_") or table == "stages":
        return OF_PSEUDO.get(column, "text")
    return next(known.kind for known in BY_NAME[table].columns if known.name == column)


class FileReader:
    """Makes the view `typed_<number>` of a file: every column of its record table, typed."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, file: RawFile, typed: Typed) -> None:
        self.connection, self.file, self.typed = connection, file, typed
        self.table = file.fills or ""
        self.order_hint = ""
        self.joined = ""
        self.comma = False

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
            return f"NULL::{TYPES[kind]}"
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
        if column in NAMES:
            return values.name(cell)
        if column in KEYS:
            return values.key(cell, lengthen=self._has_short_keys(cell))
        return values.text(cell)

    def _has_short_keys(self, cell: str) -> bool:
        """Whether a column of Salesforce holds ids of 15 letters, which elsewhere have 18."""
        if self.file.shape is None or self.file.shape.system != "salesforce":
            return False
        asked = f"SELECT 1 FROM {self.file.table} WHERE regexp_full_match({cell}, '[a-zA-Z0-9]{{15}}') LIMIT 1"
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
        if found.open_between:
            self._ask(found, use)
        if not self._is_read(found.sql, cell, use, "dates", found.join):
            return ""
        self.joined += found.join
        return found.sql

    def _ask(self, found: DateReading, use: Use) -> None:
        said = DATES_OPEN % {"file": self.file.name, "column": use.header, "sample": found.samples[0]}
        self.typed.questions.append(
            Question(self.file.name, use.header, "order", said, found.open_between, found.samples, found.order)
        )

    def _numbers(self, cell: str, use: Use) -> str:
        found: NumberReading = read_numbers(
            self.connection, self.file.table, cell, sign=use.decimal or None, comma=self.comma  # type: ignore[arg-type]
        )
        if not self._is_read(found.sql, cell, use, "numbers"):
            return ""
        if found.currency:
            self.typed.currencies.add(found.currency)
        if found.open_mark:
            self.typed.marks.add(found.open_mark)
        return found.sql

    def _is_read(self, said: str, cell: str, use: Use, kind: str, join: str = "") -> bool:
        """Whether enough of a column is what it was taken for; else it is left as not understood."""
        row = self.connection.execute(
            f"SELECT count(t), count(said) FROM (SELECT {values.text(cell)} AS t, {said} AS said FROM {self.file.table}{join})"
        ).fetchone()
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
