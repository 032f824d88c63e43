"""Workbooks and JSON for the tests, made of plain values."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import xlsxwriter

FORMATS = {datetime: "yyyy-mm-dd hh:mm:ss", date: "dd/mm/yy", time: "hh:mm"}


def workbook(path: Path, sheets: dict[str, Sequence[Sequence[Any]]], **options: Any) -> Path:
    """A workbook with these rows; an exception class stands for the error of its name (`ZeroDivisionError`)."""
    with xlsxwriter.Workbook(str(path), options) as book:
        formats = {kind: book.add_format({"num_format": written}) for kind, written in FORMATS.items()}
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(rows):
                for place, cell in enumerate(cells):
                    _write(sheet, row, place, cell, formats)
    return path


def _write(sheet: Any, row: int, place: int, cell: Any, formats: dict[type, Any]) -> None:
    if cell is None:
        return
    if cell is ZeroDivisionError:
        sheet.write_formula(row, place, "=1/0", None, "#DIV/0!")
    elif type(cell) in formats:
        sheet.write_datetime(row, place, cell, formats[type(cell)])
    elif isinstance(cell, bool):
        sheet.write_boolean(row, place, cell)
    elif isinstance(cell, str):
        sheet.write_string(row, place, cell)
    else:
        sheet.write_number(row, place, cell)


def json_lines(path: Path, rows: Sequence[Any]) -> Path:
    """One value a line."""
    path.write_text("\n".join(json.dumps(row) for row in rows) + "\n", encoding="utf-8")
    return path
