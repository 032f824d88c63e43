"""What an .xlsx file unpacks to, measured before anything reads it: a small file can hold an enormous sheet."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from detente.intake.problems import IntakeError, gettext_noop
from detente.intake.reading.limits import Limits

BLOCK = 1 << 20
# Longer than any tag of a cell, so that none is cut in two unseen.
OVERLAP = 4_096
# The header of a part in a zip file, and where the lengths of its name and its extra field stand in it.
HEADER, NAME_AT = 30, 26

NOT_A_WORKBOOK = gettext_noop(
    "%(file)s is not a workbook that can be read; save it again as .xlsx, or as CSV"
)
TOO_LARGE = gettext_noop("%(file)s unpacks to more than %(limit)s bytes. Split it, or save it as CSV")
TOO_MANY_CELLS = gettext_noop(
    "a sheet of %(file)s reaches to row %(row)s and column %(column)s, more than %(limit)s cells. "
    "Delete what stands far below or beside the table, or save it as CSV"
)
_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{0,7})(\d{1,10})["']""")
_ERROR = re.compile(rb"""<(?:\w+:)?c\s([^>]*\bt\s*=\s*["']e["'][^>]*)>(.{0,2000}?)</(?:\w+:)?c>""", re.DOTALL)
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]{1,40})</")
Place = tuple[int, int]


@dataclass
class Part:
    """One sheet's XML: how far it reaches (rows, columns from 1), and its cells that hold an error."""

    rows: int = 0
    columns: int = 0
    errors: dict[Place, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Package:
    """The parts of a workbook: every sheet by its path, and the small files that name them."""

    sheets: dict[str, Part]
    texts: dict[str, bytes]


NAMED = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")


def unpacked(path: Path, limits: Limits) -> Package:
    """A look at every part of an .xlsx file. Raises IntakeError for one that is none, or too large to read."""
    try:
        with zipfile.ZipFile(path) as parts, path.open("rb") as raw:
            if "xl/workbook.xml" not in parts.namelist():
                raise IntakeError(NOT_A_WORKBOOK, file=path.name)
            return _look(path.name, parts, raw, limits)
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, NotImplementedError, RuntimeError) as wrong:
        raise IntakeError(NOT_A_WORKBOOK, file=path.name) from wrong


def _look(name: str, parts: zipfile.ZipFile, raw: BinaryIO, limits: Limits) -> Package:
    found = Package({}, {})
    left = limits.unpacked
    for part in parts.infolist():
        sheet = Part() if part.filename.startswith("xl/worksheets/") else None
        kept, before = bytearray(), b""
        for block in _inflated(raw, part):
            left -= len(block)
            if left < 0:
                raise IntakeError(TOO_LARGE, file=name, limit=limits.unpacked)
            if part.filename in NAMED:
                kept += block
            if sheet is not None:
                if not before and block[:2] in (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<"):
                    raise IntakeError(NOT_A_WORKBOOK, file=name)
                _measure(sheet, before + block)
                before = block[-OVERLAP:]
                _refuse_far(name, sheet, limits)
        if sheet is not None:
            found.sheets[part.filename] = sheet
        if part.filename in NAMED:
            found.texts[part.filename] = bytes(kept)
    return found


def _inflated(raw: BinaryIO, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part block by block, to its real end: the size that its header names may be a lie."""
    raw.seek(part.header_offset)
    header = raw.read(HEADER)
    name, extra = (int.from_bytes(header[at : at + 2], "little") for at in (NAME_AT, NAME_AT + 2))
    raw.seek(name + extra, 1)
    left = part.compress_size
    if part.flag_bits & 1 or part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise zipfile.BadZipFile(part.filename)
    inflate = zlib.decompressobj(-zlib.MAX_WBITS) if part.compress_type == zipfile.ZIP_DEFLATED else None
    while left > 0 and (block := raw.read(min(BLOCK // 8, left))):
        left -= len(block)
        if inflate is None:
            yield block
            continue
        while block and not inflate.eof:
            yield inflate.decompress(block, BLOCK)
            block = inflate.unconsumed_tail


def _measure(sheet: Part, text: bytes) -> None:
    """Rows and columns that the tags of this stretch name, and its cells that hold an error."""
    for letters, digits in _PLACE.findall(text):
        sheet.rows = max(sheet.rows, int(digits))
        if letters:
            sheet.columns = max(sheet.columns, column_no(letters))
    if b"t='e'" in text or b't="e"' in text:
        for tag, inside in _ERROR.findall(text):
            if (place := _PLACE.search(b" " + tag)) and (value := _VALUE.search(inside)):
                sheet.errors[int(place[2]), column_no(place[1])] = value[1].decode("utf-8", "replace")


def column_no(letters: bytes) -> int:
    """A is 1, Z is 26, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _refuse_far(name: str, sheet: Part, limits: Limits) -> None:
    if sheet.rows * max(sheet.columns, 1) > limits.cells:
        raise IntakeError(TOO_MANY_CELLS, file=name, row=sheet.rows, column=sheet.columns, limit=limits.cells)
