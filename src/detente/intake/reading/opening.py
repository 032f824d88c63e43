"""Any file that can be read as a table, opened by what it is."""

from __future__ import annotations

import json
from pathlib import Path

from detente.intake.problems import IntakeError, gettext_noop
from detente.intake.reading.checked import EMPTY, TOO_LARGE, Table
from detente.intake.reading.json_lines import NAMES, open_json
from detente.intake.reading.limits import DEFAULT, Limits
from detente.intake.reading.source import open_csv
from detente.intake.reading.workbook import MAGIC, open_sheet, workbook_of

OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
OLD = gettext_noop(
    "%(file)s is a workbook of an old kind, or one with a password; save it as .xlsx, or as CSV"
)
KINDS = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", *NAMES)


def open_file(
    path: Path,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    quote: str | None = None,
    sheet: str | None = None,
    header: int | None = None,
    limits: Limits = DEFAULT,
) -> Table:
    """A workbook, JSON or CSV. Raises IntakeError for a file that cannot be read."""
    size = path.stat().st_size
    if size > limits.bytes_:
        raise IntakeError(TOO_LARGE, file=path.name, size=size, limit=limits.bytes_)
    if size == 0:
        raise IntakeError(EMPTY, file=path.name)
    start = _start(path)
    if start.startswith(MAGIC):
        return open_sheet(path, sheet=sheet, header=header, limits=limits)
    if start.startswith(OLD_WORKBOOK):
        raise IntakeError(OLD, file=path.name)
    if path.suffix.casefold() in NAMES or _is_object(start):
        return open_json(path, limits=limits)
    return open_csv(path, encoding=encoding, delimiter=delimiter, quote=quote, limits=limits)


def sheets_of(path: Path, *, limits: Limits = DEFAULT) -> tuple[str, ...]:
    """The visible sheets of a workbook; nothing for another file."""
    return workbook_of(path, limits).sheets if _start(path).startswith(MAGIC) else ()


def _start(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(65_536)


def _is_object(start: bytes) -> bool:
    """Whether the first line is a JSON object, whatever the file is called."""
    line = start.removeprefix(b"\xef\xbb\xbf").lstrip().split(b"\n", 1)[0]
    if not line.startswith(b"{"):
        return False
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False
