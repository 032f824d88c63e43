"""Numbers with a dot or a comma before the decimals; never guessed where both can be meant."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal

Sign = Literal[".", ","]

SCALES = {
    "k": 1_000,
    "m": 1_000_000,
    "mm": 1_000_000,
    "mn": 1_000_000,
    "mio": 1_000_000,
    "b": 1_000_000_000,
    "bn": 1_000_000_000,
}
SPACES = str.maketrans("", "", " \u00a0\u202f\u2009'’_")
SHAPE = re.compile(r"(?P<number>[+-]?(?:\d[\d.,]*|[.,]\d+))(?P<scale>[A-Za-z]{0,3})(?P<percent>%?)$")
GROUPED = {
    ".": re.compile(r"\d{1,3}(?:\.\d{3})+$"),
    # Indian grouping (1,23,45,678) is written with commas only.
    ",": re.compile(r"\d{1,3}(?:,\d{3})+$|\d{1,2}(?:,\d{2})+,\d{3}$"),
}


def signs(text: str) -> frozenset[Sign]:
    """The decimal signs under which a text is a number; both for `12` and for `1.234`."""
    return frozenset(sign for sign in (".", ",") if decimal(text, sign) is not None)


def is_open(text: str) -> bool:
    """Whether the two signs give two different numbers."""
    dot, comma = decimal(text, "."), decimal(text, ",")
    return dot is not None and comma is not None and dot != comma


def decimal(text: str, sign: Sign) -> Decimal | None:
    """The number a text means with this decimal sign; None when it is not one."""
    plain = text.translate(SPACES)
    negative = plain.startswith("(") and plain.endswith(")")
    found = SHAPE.match(plain[1:-1] if negative else plain)
    if found is None:
        return None
    scale = _scale(found)
    digits = _plain_digits(found["number"], sign)
    if scale is None or digits is None:
        return None
    number = Decimal(digits) * scale
    return -number if negative else number


def _scale(found: re.Match[str]) -> Decimal | None:
    if found["percent"]:
        return Decimal("0.01") if not found["scale"] else None
    if not found["scale"]:
        return Decimal(1)
    scale = SCALES.get(found["scale"].casefold())
    return Decimal(scale) if scale else None


def _plain_digits(number: str, sign: Sign) -> str | None:
    lead = number[0] if number[0] in "+-" else ""
    whole, mark, part = number[len(lead) :].partition(sign)
    other = "," if sign == "." else "."
    if sign in part or other in part or (mark and not part):
        return None
    if other in whole:
        if not GROUPED[other].match(whole) or (whole.startswith("0") and len(whole) > 1):
            return None
        whole = whole.replace(other, "")
    return f"{lead}{whole or '0'}.{part}" if part else lead + whole
