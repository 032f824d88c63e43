"""What may be attached: names without tricks, and kinds that the name and the bytes agree on. Pure."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from detente.crm.objections import N_, Objection

MOST_FILES = 200
LONGEST_NAME = 150
HEAD = 4096
_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
_ZIPPED = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What turns the reading direction round hides an ending: "gpj.exe" backwards.
_DIRECTIONS = set("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*]')


@dataclass(frozen=True)
class Kind:
    """A kind of file: the type it is served as, and what its bytes must look like."""

    type: str
    fits: Callable[[bytes, IO[bytes]], bool]


def _begins(*marks: bytes) -> Callable[[bytes, IO[bytes]], bool]:
    return lambda head, stream: head.startswith(marks)


def _webp(head: bytes, stream: IO[bytes]) -> bool:
    return head[:4] == b"RIFF" and head[8:12] == b"WEBP"


def _office(folder: str) -> Callable[[bytes, IO[bytes]], bool]:
    """A document of Office: a zip with its parts, and without a program in it."""

    def fits(head: bytes, stream: IO[bytes]) -> bool:
        names = _names_in(head, stream)
        has_program = any(name.casefold().endswith(("vbaproject.bin", ".exe", ".dll")) for name in names)
        return "[Content_Types].xml" in names and any(n.startswith(folder) for n in names) and not has_program

    return fits


def _open_document(kind: str) -> Callable[[bytes, IO[bytes]], bool]:
    """An OpenDocument file says its type first, uncompressed."""
    return lambda head, stream: (
        head.startswith(_ZIPPED)
        and (head[30:38] == b"mimetype" and head[38:].startswith((_ODF + kind).encode()))
    )


def _names_in(head: bytes, stream: IO[bytes]) -> set[str]:
    if not head.startswith(_ZIPPED):
        return set()
    try:
        stream.seek(0)
        with zipfile.ZipFile(stream) as archive:
            return set(archive.namelist()[:10_000])
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
        return set()


def _plain(head: bytes, stream: IO[bytes]) -> bool:
    """Text: no control characters but blanks; in UTF-8, UTF-16 with its mark, or a Western code page."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    stream.seek(0)
    while chunk := stream.read(1 << 20):
        if chunk.translate(None, _TEXT_BYTES):
            return False
    return True


_TEXT_BYTES = bytes({9, 10, 12, 13, 27, *range(32, 127), *range(128, 256)})
_TEXT = Kind("text/plain", _plain)

KINDS: dict[str, Kind] = {
    "pdf": Kind("application/pdf", _begins(b"%PDF-")),
    "png": Kind("image/png", _begins(b"\x89PNG\r\n\x1a\n")),
    "jpg": Kind("image/jpeg", _begins(b"\xff\xd8\xff")),
    "jpeg": Kind("image/jpeg", _begins(b"\xff\xd8\xff")),
    "gif": Kind("image/gif", _begins(b"GIF87a", b"GIF89a")),
    "webp": Kind("image/webp", _webp),
    "docx": Kind(_OOXML + "wordprocessingml.document", _office("word/")),
    "xlsx": Kind(_OOXML + "spreadsheetml.sheet", _office("xl/")),
    "pptx": Kind(_OOXML + "presentationml.presentation", _office("ppt/")),
    "odt": Kind(_ODF + "text", _open_document("text")),
    "ods": Kind(_ODF + "spreadsheet", _open_document("spreadsheet")),
    "odp": Kind(_ODF + "presentation", _open_document("presentation")),
    "doc": Kind("application/msword", _begins(_OLE)),
    "xls": Kind("application/vnd.ms-excel", _begins(_OLE)),
    "ppt": Kind("application/vnd.ms-powerpoint", _begins(_OLE)),
    "msg": Kind("application/vnd.ms-outlook", _begins(_OLE)),
    "txt": _TEXT,
    "md": _TEXT,
    "eml": Kind("message/rfc822", _plain),
    "csv": Kind("text/csv", _plain),
    "tsv": Kind("text/tab-separated-values", _plain),
    "ics": Kind("text/calendar", _plain),
    "vcf": Kind("text/vcard", _plain),
}
"""By ending; what is not here can't be attached. HTML, SVG and scripts are not, on purpose."""

SAID = (
    "PDF, PNG, JPG, GIF, WebP, Word, Excel, PowerPoint, OpenDocument, TXT, MD, CSV, TSV, EML, MSG, ICS, VCF"
)


def clean_name(given: str) -> str:
    """A file's name as it is shown and saved: no path, no control or direction marks, no longer than is kept.

    The ending survives the shortening.
    """
    text = unicodedata.normalize("NFC", given).replace("\\", "/").rpartition("/")[2]
    kept = "".join(letter for letter in text if letter not in _DIRECTIONS and _is_shown(letter))
    kept = " ".join(_NOT_IN_NAMES.sub("_", kept).split()).strip(" .")
    stem, dot, ending = kept.rpartition(".")
    if not dot:
        return kept[:LONGEST_NAME] or "file"
    ending = ending[:16]
    return f"{(stem.strip(' .') or 'file')[: LONGEST_NAME - len(ending) - 1]}.{ending}"


def _is_shown(letter: str) -> bool:
    return letter in "\t " or unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def ending_of(name: str) -> str:
    """The ending that says what a file is."""
    return name.rpartition(".")[2].casefold() if "." in name else ""


def objections_to_file(name: str, size: int, stream: IO[bytes], *, limit: int, count: int) -> list[Objection]:
    """What is against attaching a file of `size` bytes under `name` to a record that has `count` files.

    `limit` is in bytes. `stream` is read where the name alone does not say.
    """
    values = {"name": name}
    if not size:
        return [Objection("file_empty", N_("{name} is empty: there is nothing to keep."), "files", values)]
    if size > limit:
        text = N_("{name} is larger than {most} MB. Make it smaller, or keep a link to it in a note.")
        return [Objection("file_large", text, "files", values | {"most": limit // 1_000_000})]
    if count >= MOST_FILES:
        text = N_("There are {most} files here already; take one away first.")
        return [Objection("files_many", text, "files", {"most": MOST_FILES})]
    kind = KINDS.get(ending_of(name))
    if kind is None:
        text = N_("{name} is of a kind that can't be attached. These can: {kinds}.")
        return [Objection("file_kind", text, "files", values | {"kinds": SAID})]
    stream.seek(0)
    if not kind.fits(stream.read(HEAD), stream):
        text = N_("{name} is not what its ending says: its content is something else, or damaged.")
        return [Objection("file_content", text, "files", values)]
    return []
