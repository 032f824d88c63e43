"""Which encoding a file is in: proven where it can be, else named as a guess."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path

SAMPLE_BYTES = 200_000
BLOCK_BYTES = 1 << 20

BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# charset-normalizer tells these apart by a handful of bytes and is often wrong in short
# files; Windows-1252 is a superset of the first two in what people type.
WESTERN = {
    "ascii",
    "latin_1",
    "iso8859_1",
    "cp1252",
    "iso8859_15",
    "iso8859_9",
    "iso8859_14",
    "cp1254",
    "cp1250",
    "cp1257",
    "iso8859_2",
    "iso8859_4",
    "iso8859_10",
    "iso8859_13",
    "iso8859_16",
    "mac_roman",
    "mac_latin2",
    "cp850",
    "cp437",
    "cp858",
    "cp775",
    "cp852",
    "hp_roman8",
    "cp1140",
    "cp500",
    "cp037",
    "cp1026",
    "cp273",
    "cp860",
    "cp861",
    "cp863",
    "cp865",
    "iso8859_3",
    "mac_iceland",
    "mac_turkish",
    "cp857",
    "cp1258",
    "iso8859_6",
    "ptcp154",
    "kz1048",
    "tis_620",
    "cp1125",
}


@dataclass(frozen=True)
class Encoding:
    """A codec name and whether the bytes prove it (a byte order mark, or valid UTF-8 throughout)."""

    name: str
    is_proven: bool


def find_encoding(path: Path) -> Encoding:
    """The encoding of a file, read in blocks, so that its size does not matter."""
    with path.open("rb") as stream:
        head = stream.read(SAMPLE_BYTES)
    for bom, name in BOMS:
        if head.startswith(bom):
            return Encoding(name, is_proven=True)
    if wide := _wide_without_bom(head):
        return Encoding(wide, is_proven=False)
    broken_at = _first_byte_not_utf8(path)
    if broken_at is None:
        return Encoding("utf-8", is_proven=True)
    return Encoding(_eight_bit(_around(path, broken_at)), is_proven=False)


def _wide_without_bom(head: bytes) -> str | None:
    """UTF-16 without a mark shows as a zero in nearly every second byte."""
    pairs = len(head) // 2
    if pairs < 4:
        return None
    if head[1::2].count(0) > 0.7 * pairs:
        return "utf-16-le"
    if head[0::2].count(0) > 0.7 * pairs:
        return "utf-16-be"
    return None


def _first_byte_not_utf8(path: Path) -> int | None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    before = 0
    with path.open("rb") as stream:
        while block := stream.read(BLOCK_BYTES):
            try:
                decoder.decode(block)
            except UnicodeDecodeError as error:
                return before + error.start
            before += len(block)
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return max(before - 1, 0)
    return None


def _around(path: Path, place: int) -> bytes:
    """Bytes around the first that is not UTF-8: the start of a large file may be plain ASCII."""
    with path.open("rb") as stream:
        stream.seek(max(0, place - 2_000))
        return stream.read(SAMPLE_BYTES)


def _eight_bit(sample: bytes) -> str:
    from charset_normalizer import from_bytes  # slow to import, needed by few files

    best = from_bytes(sample).best()
    if best is None or best.encoding in WESTERN:
        return "cp1252"
    # Half a multi-byte character at an edge of the sample must not decide against cp1252.
    return best.encoding if len(sample) >= 64 else "cp1252"
