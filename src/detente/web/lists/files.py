"""A list as a CSV file: streamed, safe to open in a spreadsheet, exact to read back."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from django.http import StreamingHttpResponse

from detente.analytics.render import safe_text


class _Echo:
    def write(self, text: str) -> str:
        return text


def csv_file(name: str, columns: list[str], rows: Iterable[dict[str, Any]]) -> StreamingHttpResponse:
    """`rows` as `name`.csv with these columns; instants in UTC, unknown is empty."""
    response = StreamingHttpResponse(_lines(columns, rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _lines(columns: list[str], rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield writer.writerow(columns)
    for row in rows:
        yield writer.writerow([_cell(row[column]) for column in columns])


def _cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    if isinstance(value, list):
        return safe_text(" ".join(map(str, value)))
    return safe_text(value) if isinstance(value, str) else value
