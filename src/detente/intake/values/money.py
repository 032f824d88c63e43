"""Amounts of money: a number, perhaps a currency, as integer minor units by ISO 4217."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from babel.numbers import list_currencies

from detente.crm.people.money import to_amount, to_minor
from detente.intake.values.numbers import Sign, decimal

SYMBOLS: dict[str, tuple[str, ...]] = {
    "€": ("EUR",),
    "£": ("GBP", "EGP", "GIP", "FKP"),
    "R$": ("BRL",),
    "₹": ("INR",),
    "¥": ("JPY", "CNY"),
    "zł": ("PLN",),
    "₽": ("RUB",),
    "₺": ("TRY",),
    "₩": ("KRW",),
    "₪": ("ILS",),
    "฿": ("THB",),
    "₫": ("VND",),
    "₴": ("UAH",),
    "Kč": ("CZK",),
    "kr": ("SEK", "NOK", "DKK", "ISK"),
    "Fr.": ("CHF",),
    "Ft": ("HUF",),
    "US$": ("USD",),
    "A$": ("AUD",),
    "C$": ("CAD",),
    "CA$": ("CAD",),
    "AU$": ("AUD",),
    "NZ$": ("NZD",),
    "$": ("USD", "AUD", "CAD", "NZD", "MXN", "SGD", "HKD", "ARS", "CLP", "COP", "TWD"),
}
CODES = frozenset(list_currencies())
_AROUND = re.compile(
    r"^\s*(-?\(?)\s*([^\d\s.,()+-][^\d.,()+-]*?)?\s*([-+]?[\d.,][\d\s\u00a0\u202f'’.,]*?)\s*"
    r"([A-Za-z]{1,3}|[^\d\s.,()+-]+(?:\s+[A-Z]{3})?)?\s*(\)?-?)\s*$"
)


@dataclass(frozen=True, slots=True)
class Written:
    """The parts of a written amount: its number, and what stands for the currency."""

    number: str
    currency: str


@lru_cache(maxsize=20_000)
def taken_apart(text: str) -> Written | None:
    """Split `R$ 1.200`, `1,200 EUR`, `($342.09K)`; None when it is no amount."""
    found = _AROUND.match(text)
    if found is None:
        return None
    before, number, after = (found[2] or "").strip(), found[3], (found[4] or "").strip()
    scale = ""
    if after and after.casefold() in {"k", "m", "mm", "mn", "mio", "b", "bn"}:
        scale, after = after, ""
    if before and after:
        return None
    negative = "-" if "-" in found[1] or "(" in found[1] or "-" in found[5] else ""
    if negative and number[0] in "+-":
        return None
    return Written(negative + number + scale, before or after)


def currencies(mark: str) -> tuple[str, ...]:
    """The currencies that a code or sign can mean; empty for a text that is neither."""
    if mark.upper() in CODES:
        return (mark.upper(),)
    return SYMBOLS.get(mark, ())


def minor(number: Decimal, currency: str) -> tuple[int, bool]:
    """(integer minor units, whether digits beyond the currency's smallest coin were rounded away)."""
    whole = to_minor(number, currency)
    return whole, to_amount(whole, currency) != number


def amount(text: str, sign: Sign) -> tuple[Decimal, str] | None:
    """(number, currency mark or empty) of a written amount; None when it is none."""
    parts = taken_apart(text)
    number = decimal(parts.number, sign) if parts else None
    return (number, parts.currency) if parts and number is not None else None
