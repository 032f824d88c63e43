"""How many columns of a terminal a text takes: East Asian characters take two, combining marks none."""

from __future__ import annotations

import unicodedata


def width(text: str) -> int:
    """Columns that a text takes."""
    return len(text) if text.isascii() else sum(map(_width, text))


def _width(sign: str) -> int:
    if unicodedata.combining(sign) or unicodedata.category(sign) in ("Cf", "Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1


def ljust(text: str, room: int) -> str:
    """The text with blanks behind it."""
    return text + " " * (room - width(text))


def rjust(text: str, room: int) -> str:
    """The text with blanks before it."""
    return " " * (room - width(text)) + text


def shortened(text: str, room: int) -> str:
    """At most `room` columns of a text; what was cut shows as three points."""
    if width(text) <= room:
        return text
    kept, taken = [], 0
    for sign in text:
        taken += _width(sign)
        if taken > room - 1:
            break
        kept.append(sign)
    return "".join(kept).rstrip() + "…"
