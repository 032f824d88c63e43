"""Rejected lines of workbooks and JSON, written so that every cell keeps its type when it is read again."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from detente.intake.reading import REASON, ErrorValue, Line, Table
from detente.intake.reading.json_lines import BROKEN
from detente.intake.reading.workbook import SheetFile

FORMATS: tuple[tuple[type, str], ...] = (
    (datetime, "yyyy-mm-dd hh:mm:ss.000"), (date, "yyyy-mm-dd"), (time, "hh:mm:ss"), (timedelta, "[h]:mm:ss"),
)  # fmt: skip
Rejected = Iterable[tuple[Line, str]]


def write_sheet(path: Path, table: SheetFile, lines: Rejected) -> None:
    """A workbook with one sheet, called as the one that was read; texts are texts, never formulas."""
    options = {
        "constant_memory": True,
        "default_date_format": "yyyy-mm-dd",
        "date_1904": table.counts_from_1904,
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet(table.sheet)
        formats = [(kind, book.add_format({"num_format": written})) for kind, written in FORMATS]
        headers = [header for header in table.headers if header != REASON]
        for place, header in enumerate((*headers, REASON)):
            sheet.write_string(0, place, header)
        for row, (line, reason) in enumerate(lines, start=1):
            cells = dict(zip(table.headers, line.cells, strict=False))
            for place, header in enumerate(headers):
                _write(sheet, row, place, cells[header], formats)
            sheet.write_string(row, len(headers), reason[:32_000])


def _write(sheet: Any, row: int, place: int, cell: str, formats: list[tuple[type, Any]]) -> None:
    value = getattr(cell, "value", None)
    if isinstance(value, bool):
        sheet.write_boolean(row, place, value)
    elif isinstance(value, Decimal):
        sheet.write_number(row, place, float(value))
    elif isinstance(value, date | time | timedelta):
        form = next(form for kind, form in formats if isinstance(value, kind))
        sheet.write_datetime(row, place, value, form)
    elif cell:
        sheet.write_string(row, place, value.name if isinstance(value, ErrorValue) else str(cell))


def write_json_lines(path: Path, table: Table, lines: Rejected) -> None:
    """One object a line; a line that was none stands as a text under a key of its own, to be mended there."""
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        for line, reason in lines:
            pairs = (
                zip(table.headers, line.cells, strict=True)
                if _is_object(line, table)
                else [(BROKEN, line.cells[0])]
            )
            said = [f"{json.dumps(key)}: {_json(cell)}" for key, cell in pairs if cell and key != REASON]
            stream.write("{" + ", ".join([*said, f"{json.dumps(REASON)}: {json.dumps(reason)}"]) + "}\n")


def _is_object(line: Line, table: Table) -> bool:
    return len(line.cells) == len(table.headers) and (line.problem is None or line.problem.code in OF_CELLS)


OF_CELLS = ("cell_too_long", "undecodable")


def _json(cell: str) -> str:
    value = getattr(cell, "value", None)
    return str(cell) if isinstance(value, Decimal | bool) else json.dumps(str(cell))
