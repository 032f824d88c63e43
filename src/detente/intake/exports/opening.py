"""Files opened as tables: each becomes clean CSV in UTF-8 that can be loaded in bulk."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from detente.intake.exports.answers import answer_of
from detente.intake.exports.finding import Place
from detente.intake.exports.limits import ExportLimits
from detente.intake.problems import IntakeError, gettext_noop
from detente.intake.reading import open_file
from detente.intake.reading.checked import EMPTY, TOO_WIDE, Table
from detente.intake.reading.encoding import find_encoding
from detente.intake.reading.headers import clean_headers
from detente.intake.reading.json_lines import NAMES
from detente.intake.reading.lines import records
from detente.intake.reading.opening import sheets_of
from detente.intake.reading.style import DELIMITERS, Style, find_style
from detente.intake.reading.workbook import MAGIC

BINARY = gettext_noop("%(file)s is no table: give CSV, Excel (.xlsx) or JSON files, or a zip of these")
OLD = gettext_noop(
    "%(file)s is a workbook of an old kind, or one with a password; save it as .xlsx, or as CSV"
)
BY_LETTERS = gettext_noop("%(file)s is read as %(encoding)s, by its letters")
PREAMBLE = gettext_noop("%(file)s: the column names stand in line %(line)s; what is above is not read")
SAMPLE = 200_000
HEAD = 40
PLAIN = ("utf-8", "utf-8-sig")
OURS = ("file_no", "row_no")


@dataclass(frozen=True)
class Opened:
    """A table ready to be loaded: UTF-8, its column names in line `header_line` (from 1)."""

    name: str
    path: Path
    style: Style
    headers: tuple[str, ...]
    header_line: int = 1
    width: int = 0
    """Cells of a line, where lines end in a separator that the header lacks; else 0."""
    unread: int = 0
    totals: int = 0
    notes: tuple[str, ...] = ()
    samples: tuple[tuple[str, ...], ...] = field(default=(), repr=False)


def open_tables(place: Place, workdir: Path, limits: ExportLimits) -> list[Opened]:
    """Every table in a file: one, or one for each sheet of a workbook. Raises IntakeError."""
    if place.path.stat().st_size == 0:
        raise IntakeError(EMPTY, file=place.name)
    with place.path.open("rb") as stream:
        start = stream.read(SAMPLE)
    if start.startswith(MAGIC):
        return list(_sheets(place, workdir, limits))
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise IntakeError(OLD, file=place.name)
    if place.path.suffix.casefold() in NAMES or start.lstrip()[:1] == b"{":
        return [_json(place, workdir, limits)]
    if _is_binary(start):
        raise IntakeError(BINARY, file=place.name)
    return [_csv(place, workdir, limits)]


def _is_binary(start: bytes) -> bool:
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    zeros = start.count(0)
    is_wide = len(start) > 8 and max(start[0::2].count(0), start[1::2].count(0)) > 0.35 * len(start)
    odd = sum(start.count(byte) for byte in (*range(1, 9), *range(14, 27), 127))
    return not is_wide and (zeros > max(8, 0.01 * len(start)) or odd > 0.02 * len(start))


def _csv(place: Place, workdir: Path, limits: ExportLimits) -> Opened:
    encoding = find_encoding(place.path)
    notes: list[str] = []
    if not encoding.is_proven:
        notes.append(BY_LETTERS % {"file": place.name, "encoding": encoding.name})
    path = place.path if encoding.name in PLAIN else _in_utf8(place, encoding.name, workdir)
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
        sample = stream.read(SAMPLE)
    found = _head(sample.replace("\x00", ""), place.name, limits)
    if found.header_line > 1 and not sample.startswith("sep="):
        notes.append(PREAMBLE % {"file": place.name, "line": found.header_line})
    return replace(found, path=path, notes=tuple(notes))


def _in_utf8(place: Place, encoding: str, workdir: Path) -> Path:
    target = new_file(workdir)
    with (
        place.path.open(encoding=encoding, errors="replace", newline="") as stream,
        target.open("w", encoding="utf-8", newline="") as written,
    ):
        while text := stream.read(1 << 20):
            written.write(text)
    return target


def _head(sample: str, name: str, limits: ExportLimits) -> Opened:
    """The style, and the line with the column names: the first that is as wide as most."""
    first, _, rest = sample.partition("\n")
    declared = first.rstrip("\r\n")[4:] if first.startswith("sep=") else ""
    body, before = (rest, 1) if declared else (sample, 0)
    style = find_style(body)
    if declared in DELIMITERS:
        style = Style(declared, style.quote, style.escape)
    lines = list(islice(records(io.StringIO(body, newline=""), style, limits.text), HEAD))
    lines = [line for line in lines if any(cell.strip() for cell in line.cells)]
    if not lines:
        raise IntakeError(EMPTY, file=name)
    widths = Counter(len(line.cells) for line in lines)
    usual = max(widths, key=lambda width: (widths[width], width))
    place = 0
    if usual >= 3 and len(lines[0].cells) < usual - 1:
        place = next(no for no, line in enumerate(lines) if len(line.cells) == usual)
    header, after = lines[place], lines[place + 1 :]
    if len(header.cells) > limits.text.columns:
        raise IntakeError(TOO_WIDE, file=name, size=len(header.cells), limit=limits.text.columns)
    wide = len(header.cells) + 1
    ends = [line for line in after if len(line.cells) == wide and not line.cells[-1].strip()]
    return Opened(
        name, Path(), style, _headers(header.cells), header.number + before,
        width=wide if after and len(ends) > 0.5 * len(after) else 0,
        samples=tuple(tuple(line.cells) for line in after if len(line.cells) == len(header.cells)),
    )  # fmt: skip


def _headers(cells: list[str]) -> tuple[str, ...]:
    """Names that differ even without regard to case, as a database wants them."""
    names, _ = clean_headers(cells)
    taken: set[str] = set(OURS)
    found = []
    for name in names:
        count, free = 2, name
        while free.casefold() in taken:
            free = f"{name} ({count})"
            count += 1
        taken.add(free.casefold())
        found.append(free)
    return tuple(found)


def _sheets(place: Place, workdir: Path, limits: ExportLimits) -> Iterator[Opened]:
    sheets = sheets_of(place.path, limits=limits.spreadsheet)
    for sheet in sheets:
        try:
            table = open_file(place.path, sheet=sheet, limits=limits.spreadsheet)
        except IntakeError:
            if len(sheets) == 1:
                raise
            continue
        name = place.name if len(sheets) == 1 else f"{place.name}#{sheet}"
        yield _written(table, name, workdir)


def _json(place: Place, workdir: Path, limits: ExportLimits) -> Opened:
    with_lines = answer_of(place.path, workdir)
    try:
        table = open_file(with_lines or place.path, limits=limits.text)
    except IntakeError as wrong:
        raise IntakeError(wrong.text, **wrong.params | {"file": place.name}) from wrong
    return _written(table, place.name, workdir)


def _written(table: Table, name: str, workdir: Path) -> Opened:
    """A table whose cells we have read ourselves, as clean CSV."""
    headers = _headers(list(table.headers))
    target, unread = new_file(workdir), 0
    with target.open("w", encoding="utf-8", errors="replace", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(headers)
        for line in table.lines():
            if line.problem is None and len(line.cells) == len(headers):
                writer.writerow([cell.replace("\x00", "") for cell in line.cells])
            else:
                unread += 1
    return Opened(name, target, Style(), headers, unread=unread)


def new_file(workdir: Path) -> Path:
    """The path of a new file in the folder of work."""
    return workdir / f"table-{sum(1 for _ in workdir.iterdir())}.csv"
