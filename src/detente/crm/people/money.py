"""Money: integer minor units with their currency."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache

from babel.numbers import get_currency_precision, list_currencies

# ISO 4217, where Unicode's locale data (which babel has) follows what shops do instead.
_ISO_EXPONENTS = {"IQD": 3, "LAK": 2, "MMK": 2, "IRR": 2, "LBP": 2, "SYP": 2, "YER": 2, "AFN": 2, "ALL": 2, "MGA": 2,
                  "RSD": 2, "SOS": 2, "KPW": 2, "SLL": 2}  # fmt: skip


# More than all money there is; within what every database and JSON reader keeps exactly.
LARGEST_MINOR = 10**15


@lru_cache(maxsize=256)
def exponent(currency: str) -> int:
    """How many digits a currency has behind the point (ISO 4217); 2 for most, 0 for JPY, 3 for KWD."""
    return _ISO_EXPONENTS.get(currency, get_currency_precision(currency))


@lru_cache(maxsize=256)
def is_currency(code: str) -> bool:
    """Whether this is an ISO 4217 code."""
    return code in list_currencies()


def to_minor(amount: Decimal, currency: str) -> int:
    """An amount in minor units, rounded half to even where it has more digits than the currency."""
    return int((amount.scaleb(exponent(currency))).to_integral_value(rounding=ROUND_HALF_EVEN))


def to_amount(minor: int, currency: str) -> Decimal:
    """Minor units as an amount."""
    return Decimal(minor).scaleb(-exponent(currency))


def convert(minor: int, *, currency: str, into: str, rate: Decimal) -> int:
    """Minor units of one currency as minor units of another; `rate` is units of `into` for one unit."""
    return to_minor(to_amount(minor, currency) * rate, into)
