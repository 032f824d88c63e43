"""A sheet of an .xlsx file, opened: typed cells stay exact, nothing that stands there is passed over in silence."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from detente.intake.problems import IntakeError, gettext_noop
from detente.intake.reading.checked import EMPTY, TOO_LONG, TOO_WIDE, checked
from detente.intake.reading.headers import clean_headers
from detente.intake.reading.limits import DEFAULT, Limits
from detente.intake.reading.lines import Line
from detente.intake.reading.merged import Merged, spread
from detente.intake.reading.typed import ErrorValue, as_cell
from detente.intake.reading.unpacking import NOT_A_WORKBOOK, Package, unpacked

MAGIC = b"PK\x03\x04"
NO_SHEET = gettext_noop("%(file)s has no sheet `%(sheet)s`; it has %(known)s")
NO_HEADER = gettext_noop("%(file)s has nothing in row %(row)s, where the mapping says the column names stand")
SHEET = gettext_noop("%(file)s: sheet `%(sheet)s` is read; it also has %(others)s")
SKIPPED = gettext_noop("%(file)s: the column names stand in row %(row)s; what is above is not read")
MERGED = gettext_noop("%(file)s: a value of merged cells counts for each of their rows")
# Where the column names are looked for.
HEAD_ROWS = 30
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
Row = list[Any]


@dataclass(frozen=True)
class Workbook:
    """What is known of a workbook before a sheet is read: its visible sheets, errors by sheet, its epoch."""

    sheets: tuple[str, ...]
    errors: dict[str, dict[tuple[int, int], str]]
    counts_from_1904: bool


@dataclass(frozen=True)
class SheetFile:
    """One sheet as a table. `header_line` is the row of its column names; `places` the columns that are used."""

    path: Path
    sheet: str
    workbook: Workbook
    headers: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]
    limits: Limits
    header_line: int
    places: tuple[int, ...]
    merged: Merged
    is_typed = True

    @property
    def counts_from_1904(self) -> bool:
        """Whether a day that stands as a bare number counts from 1904."""
        return self.workbook.counts_from_1904

    @property
    def notes(self) -> list[str]:
        """What was taken for granted."""
        others = [name for name in self.workbook.sheets if name != self.sheet]
        said = {
            "file": self.path.name,
            "sheet": self.sheet,
            "others": ", ".join(f"`{name}`" for name in others),
        }
        found = [SHEET % said] if others else []
        if self.header_line > 1:
            found.append(SKIPPED % {"file": self.path.name, "row": self.header_line})
        return [*found, MERGED % said] if self.merged else found

    def lines(self) -> Iterator[Line]:
        """Every row below the column names in which something stands."""
        errors = self.workbook.errors.get(self.sheet, {})
        count = 0
        for number, row in spread(_rows(self.path, self.sheet, errors), self.merged):
            if number <= self.header_line:
                continue
            width = len(row)
            cells = [as_cell(row[place]) if place < width else "" for place in self.places]
            if not any(cell.strip() for cell in cells):
                continue
            count += 1
            if count > self.limits.rows:
                raise IntakeError(TOO_LONG, file=self.path.name, limit=self.limits.rows)
            yield checked(self.headers, Line(number, cells), self.limits)


@lru_cache(maxsize=32)
def _workbook(path: Path, stamp: tuple[int, int], limits: Limits) -> Workbook:
    package = unpacked(path, limits)
    paths, is_1904 = _named_sheets(path, package)
    with _Opened(path) as book:
        visible = [
            meta.name
            for meta in book.sheets_metadata
            if meta.visible == SheetVisibleEnum.Visible and meta.typ == SheetTypeEnum.WorkSheet
        ]
    errors = {name: package.sheets[part].errors for name, part in paths.items() if part in package.sheets}
    return Workbook(tuple(visible), errors, is_1904)


def workbook_of(path: Path, limits: Limits = DEFAULT) -> Workbook:
    """The workbook in a file, looked at once. Raises IntakeError for one that cannot be read."""
    found = path.stat()
    return _workbook(path, (found.st_mtime_ns, found.st_size), limits)


def _named_sheets(path: Path, package: Package) -> tuple[dict[str, str], bool]:
    """Sheet -> path of its part; whether days count from 1904."""
    try:
        book, relations = (_tree(package.texts.get(name, b"")) for name in package.texts)
    except (ET.ParseError, ValueError) as wrong:
        raise IntakeError(NOT_A_WORKBOOK, file=path.name) from wrong
    if not book.tag.endswith("workbook"):
        book, relations = relations, book
    targets = {str(one.get("Id")): str(one.get("Target")) for one in relations}
    found = {}
    for one in book.iter():
        if one.tag.endswith("}sheet") and (target := targets.get(one.get(_RELATION, ""))):
            found[one.get("name", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    properties = next((one for one in book.iter() if one.tag.endswith("}workbookPr")), None)
    is_1904 = properties is not None and properties.get("date1904") in ("1", "true")
    return found, is_1904


def _tree(text: bytes) -> ET.Element:
    if re.search(rb"<!(DOCTYPE|ENTITY)", text):
        raise ValueError("a workbook declares no entities")
    return ET.fromstring(text)  # noqa: S314 - entities are refused above


class _Opened:
    """A workbook, whatever goes wrong in it said as a mistake of the file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> CalamineWorkbook:
        try:
            return CalamineWorkbook.from_path(str(self.path))
        except BaseException as wrong:
            raise self._said(wrong) from wrong

    def __exit__(self, kind: object, wrong: BaseException | None, trace: object) -> None:
        if wrong is not None and not isinstance(wrong, IntakeError | GeneratorExit | KeyboardInterrupt):
            raise self._said(wrong) from wrong

    def _said(self, wrong: BaseException) -> BaseException:
        # A panic of the reader is no Exception.
        if isinstance(wrong, KeyboardInterrupt | SystemExit | MemoryError):
            return wrong
        return IntakeError(NOT_A_WORKBOOK, file=self.path.name)


def _rows(path: Path, sheet: str, errors: dict[tuple[int, int], str]) -> Iterator[tuple[int, Row]]:
    """Every row with its number, errors in their places (the reader leaves these cells blank)."""
    by_row: dict[int, list[tuple[int, str]]] = {}
    for (number, column), text in errors.items():
        by_row.setdefault(number, []).append((column, text))
    with _Opened(path) as book:
        found = book.get_sheet_by_name(sheet)
        beside: Row = [""] * (found.start[1] if found.start else 0)
        number = 0
        for number, row in enumerate(found.iter_rows(), start=1):
            plain = [unescaped(value) if type(value) is str else value for value in row]
            yield number, _with_errors([*beside, *plain], by_row.get(number, ()))
        for further in sorted(key for key in by_row if key > number):
            yield further, _with_errors([*beside], by_row[further])


def unescaped(text: str) -> str:
    """A text with the characters that XML cannot hold, which workbooks write as `_x000D_`."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _with_errors(row: Row, errors: Iterable[tuple[int, str]]) -> Row:
    for column, text in errors:
        row.extend([""] * (column - len(row)))
        row[column - 1] = ErrorValue(text)
    return row


def open_sheet(
    path: Path, *, sheet: str | None = None, header: int | None = None, limits: Limits = DEFAULT
) -> SheetFile:
    """Open a sheet: the named one, else the first in which something stands. Raises IntakeError."""
    book = workbook_of(path, limits)
    if sheet and sheet not in book.sheets:
        raise IntakeError(NO_SHEET, file=path.name, sheet=sheet, known=", ".join(book.sheets))
    found = path.stat()
    for name in [sheet] if sheet else book.sheets:
        if opened := _sheet(path, (found.st_mtime_ns, found.st_size), name, header, limits):
            return opened
    if header and sheet:
        raise IntakeError(NO_HEADER, file=path.name, row=header)
    raise IntakeError(EMPTY, file=path.name)


@lru_cache(maxsize=32)
def _sheet(
    path: Path, stamp: tuple[int, int], sheet: str, header: int | None, limits: Limits
) -> SheetFile | None:
    book = workbook_of(path, limits)
    errors = book.errors.get(sheet, {})
    head = [(number, row) for number, row in islice(_rows(path, sheet, errors), HEAD_ROWS) if _filled(row)]
    if header and header > HEAD_ROWS:
        head = [(header, row) for number, row in _rows(path, sheet, errors) if number == header]
    chosen = next((row for row in head if row[0] == header), None) if header else _header(head)
    if chosen is None:
        return None
    with _Opened(path) as opened:
        merged = Merged.of(opened.get_sheet_by_name(sheet).merged_cell_ranges or [], below=chosen[0])
    places = _places(spread(_rows(path, sheet, errors), merged), chosen)
    if len(places) > limits.columns:
        raise IntakeError(TOO_WIDE, file=path.name, size=len(places), limit=limits.columns)
    names, renamed = clean_headers([_name(chosen[1], place) for place in places])
    return SheetFile(path, sheet, book, names, renamed, limits, chosen[0], places, merged)


def _name(row: Row, place: int) -> str:
    return str(as_cell(row[place])) if place < len(row) else ""


def _filled(row: Row) -> int:
    return sum(not (value == "" or (isinstance(value, str) and not value.strip())) for value in row)


def _header(head: list[tuple[int, Row]]) -> tuple[int, Row] | None:
    """The first row nearly as full as the fullest that holds hardly anything but words; else the first of all."""
    widest = max((_filled(row) for _, row in head), default=0)
    for number, row in head:
        filled = _filled(row)
        words = sum(isinstance(value, str) and bool(value.strip()) for value in row)
        if filled >= 0.6 * widest and words >= 0.8 * filled:
            return number, row
    return head[0] if head else None


def _places(rows: Iterator[tuple[int, Row]], header: tuple[int, Row]) -> tuple[int, ...]:
    """Columns with a name, or with anything below it."""
    used = {place for place, value in enumerate(header[1]) if str(value).strip()}
    for number, row in rows:
        if number > header[0]:
            used.update(place for place, value in enumerate(row) if value != "" and place not in used)
    return tuple(sorted(used))
