"""How words are made equal before they are compared: case, accents, ligatures. Pure; the databases do the same."""

from __future__ import annotations

import re
import unicodedata

LETTERS = {
    "ß": "ss", "ẞ": "ss", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe",
    "đ": "d", "Đ": "d", "ı": "i", "þ": "th", "Þ": "th",
}  # fmt: skip
"""Letters that no decomposition takes apart."""

MARKS = "\u0300-\u036f"
SEPARATORS = (
    "\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf\u00d7\u00f7"
    "\u02c2-\u02c5\u02d2-\u02df\u2000-\u206f\u20a0-\u20cf\u2190-\u245f\u2500-\u2bff\u2e00-\u2e7f\u3000-\u3004\u3008-\u3020\u3030"
    "\ufe10-\ufe6f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65\ufff0-\uffff"
)
"""What parts words, as the inside of a character class: ranges rather than classes, which differ by locale."""

_letters = str.maketrans(LETTERS)
_marks, _separators = re.compile(f"[{MARKS}]"), re.compile(f"[\\x00{SEPARATORS}]+")
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")


def fold(text: str) -> str:
    """`Müller` and `MULLER` are `muller`, `Łódź` is `lodz`, `Straße` is `strasse`."""
    if text.isascii():
        return text.lower()
    plain = _marks.sub("", unicodedata.normalize("NFD", text.translate(_letters).lower()))
    return unicodedata.normalize("NFC", plain)


def spelled_out(text: str) -> str:
    """`text` with only the letters replaced that no database takes apart."""
    return text if text.isascii() else text.translate(_letters)


def tokens(text: str) -> list[str]:
    """The words of a text, at their separators; accents that stand on no letter are none."""
    return [part for part in _separators.split(text) if fold(part)]


def is_unspaced(text: str) -> bool:
    """Whether `text` has letters of a script that writes words without blanks between them."""
    return bool(_CJK.search(text))
