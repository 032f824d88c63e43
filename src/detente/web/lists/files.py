"""A list as a file: CSV streamed line by line, a workbook written row by row; safe to open, exact to read back."""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import IO, Any

import xlsxwriter
from django.http import FileResponse, StreamingHttpResponse

from detente.analytics.render import safe_text

SHEET_ROWS = 1_048_575
"""What a sheet holds below its heads."""
_LARGEST_EXACT = 10**15
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class _Echo:
    def write(self, text: str) -> str:
        return text


def csv_file(name: str, columns: list[str], rows: Iterable[dict[str, Any]]) -> StreamingHttpResponse:
    """`rows` as `name`.csv with these columns; instants in UTC, unknown is empty.

    A text that a spreadsheet could take for a formula gets an apostrophe in front (`analytics.render.safe_text`).
    """
    response = StreamingHttpResponse(_lines(columns, rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _lines(columns: list[str], rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield writer.writerow([safe_text(column) for column in columns])
    for row in rows:
        yield writer.writerow([_cell(row[column]) for column in columns])


def _cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    if isinstance(value, list):
        return safe_text(" ".join(map(str, value)))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return safe_text(json.dumps(value, ensure_ascii=False))
    return safe_text(value) if isinstance(value, str) else value


def xlsx_file(name: str, columns: list[tuple[str, str]], rows: Iterable[dict[str, Any]]) -> FileResponse:
    """`rows` as `name`.xlsx; `columns` are (key, head). Texts stay texts, whatever they begin with.

    Numbers are numbers where a spreadsheet keeps them exactly. Instants are dates in UTC, as their heads say.
    The rows go to a temporary file one by one, so that memory stays the same however many there are.
    """
    place: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the response
    book = xlsxwriter.Workbook(
        place, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(name[:31])
    looks = {
        "head": {"bold": True},
        "instant": {"num_format": "yyyy-mm-dd hh:mm:ss"},
        "day": {"num_format": "yyyy-mm-dd"},
    }
    formats = {name: book.add_format(look) for name, look in looks.items()}
    sheet.freeze_panes(1, 1)
    for place_no, (_key, head) in enumerate(columns):
        sheet.write_string(0, place_no, head, formats["head"])
    for row_no, row in enumerate(rows, 1):
        for place_no, (key, _head) in enumerate(columns):
            _write(sheet, row_no, place_no, row[key], formats)
    book.close()
    place.seek(0)
    response = FileResponse(place, as_attachment=True, filename=f"{name}.xlsx", content_type=_XLSX)
    response.headers["Cache-Control"] = "no-store"
    return response


def _write(sheet: Any, row: int, column: int, value: Any, formats: dict[str, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, datetime):
        sheet.write_datetime(row, column, value.astimezone(UTC).replace(tzinfo=None), formats["instant"])
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, formats["day"])
    elif _is_exact(value):
        sheet.write_number(row, column, value)
    else:
        text = value if isinstance(value, str) else str(_cell(value))
        sheet.write_string(row, column, text[:32_767])


def _is_exact(value: Any) -> bool:
    """Whether a spreadsheet's numbers hold it without loss."""
    is_number = isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)
    return is_number and bool(-_LARGEST_EXACT < value < _LARGEST_EXACT)
