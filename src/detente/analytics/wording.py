"""Numbers and days in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
          "October", "November", "December")  # fmt: skip


def count(number: int, one: str = "", many: str | None = None) -> str:
    """'1 lead', '8,000 leads'; the number alone without words."""
    noun = one if number == 1 else (many if many is not None else f"{one}s" if one else "")
    return f"{number:,} {noun}".strip()


def percent(share: float) -> str:
    """A share as '10.5 %'."""
    return f"{share * 100:.1f} %"


_DIGITS = dict.fromkeys(
    (
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "ISK",
        "JPY",
        "KMF",
        "KRW",
        "PYG",
        "RWF",
        "UGX",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    ),
    0,
) | dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3)
"""Digits behind the point where they are not 2 (ISO 4217)."""


def amount(minor: int, currency: str | None) -> str:
    """Minor units as '1,234.50 EUR'; cents show only when there are any, no currency when none is known."""
    digits = _DIGITS.get(currency or "", 2)
    whole, rest = divmod(abs(minor), 10**digits)
    cents = f".{rest:0{digits}d}" if rest else ""
    sign = "-" if minor < 0 else ""
    return f"{sign}{whole:,}{cents} {currency or ''}".rstrip()


def between(low: float, high: float) -> str:
    """An interval of a share as '9.9–11.2 %'."""
    return f"{low * 100:.1f}–{high * 100:.1f} %"


def listed(words: Sequence[str]) -> str:
    """'a', 'a and b', 'a, b and c'."""
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else ""


def day(on: date) -> str:
    """A day as '5 December 2017'."""
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def month(on: date) -> str:
    """A month as 'December 2017'."""
    return f"{MONTHS[on.month - 1]} {on.year}"


def verb(number: int, one: str, many: str) -> str:
    """The form of a verb that a count needs."""
    return one if number == 1 else many
