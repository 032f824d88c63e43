"""Numbers and days in sentences, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from detente.analytics.language import babel_name, locale, say, signed

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
          "October", "November", "December")  # fmt: skip


def count(number: int) -> str:
    """'8,000'."""
    return signed(f"{number:,}")


def percent(share: float) -> str:
    """A share as '10.5 %'."""
    return signed(f"{share * 100:.1f} %")


def decimal(number: float, digits: int = 1) -> str:
    """'1,234.5'."""
    return signed(f"{number:,.{digits}f}")


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
    return signed(f"{sign}{whole:,}{cents}") + f" {currency or ''}".rstrip()


def roughly(minor: int, currency: str | None) -> str:
    """Minor units that are estimated, in two figures: '1,100,000 EUR'; more would feign precision."""
    whole = abs(minor) // 10 ** _DIGITS.get(currency or "", 2)
    step = 10 ** max(len(str(whole)) - 2, 0)
    sign = "-" if minor < 0 else ""
    return signed(f"{sign}{round(whole / step) * step:,}") + f" {currency or ''}".rstrip()


def duration(seconds: float) -> str:
    """'under 1 min', '12 min' below two hours, else '30.5 h'."""
    if seconds < 60:
        return say("under 1 min")
    if seconds < 7200:
        return say("%(n)s min", n=round(seconds / 60))
    return say("%(n)s h", n=decimal(seconds / 3600))


def between(low: float, high: float) -> str:
    """An interval of a share as '9.9–11.2 %'."""
    return signed(f"{low * 100:.1f}–{high * 100:.1f} %")


def listed(words: Sequence[str]) -> str:
    """'a', 'a and b', 'a, b and c'."""
    if len(words) < 2:
        return "".join(words)
    return say("%(some)s and %(last)s", some=", ".join(words[:-1]), last=words[-1])


def inside(label: str) -> str:
    """A label as it stands within a sentence: 'source' for Source; other languages keep their own."""
    return label.lower() if locale().startswith("en") else label


def within(name: str) -> str:
    """A name within an English sentence: only its first letter is made small, and none of an abbreviation's."""
    is_word = locale().startswith("en") and name[1:2].islower()
    return name[:1].lower() + name[1:] if is_word else name


def day(on: date) -> str:
    """A day as '5 December 2017'."""
    return (
        f"{on.day} {MONTHS[on.month - 1]} {on.year}" if locale().startswith("en") else _in_words(on, "long")
    )


def month(on: date) -> str:
    """A month as 'December 2017'."""
    return f"{MONTHS[on.month - 1]} {on.year}" if locale().startswith("en") else _in_words(on, "MMMM y")


def _in_words(on: date, pattern: str) -> str:
    from babel.dates import format_date

    return str(format_date(on, pattern, locale=babel_name(locale())))
