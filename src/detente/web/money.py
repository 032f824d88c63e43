"""Money for readers: integer minor units and a currency become text in the reader's locale."""

from __future__ import annotations

from babel.numbers import format_compact_currency, format_currency

from detente.crm.people.money import to_amount
from detente.web.locale import babel_locale

_SHORT_FROM = 10_000


def money(minor: int | None, currency: str | None, *, short: bool = False) -> str:
    """`1234500, "EUR"` -> `€12,345`; cents show only when there are any. Unknown is an empty text, never 0.

    `short` rounds for headings: `€1.2M`.
    """
    if minor is None or not currency:
        return ""
    amount = to_amount(minor, currency)
    if short and abs(amount) >= _SHORT_FROM:
        return format_compact_currency(amount, currency, locale=babel_locale(), fraction_digits=1)
    if amount == amount.to_integral_value():
        return format_currency(amount, currency, _without_cents(), babel_locale(), currency_digits=False)
    return format_currency(amount, currency, locale=babel_locale())


def _without_cents() -> str:
    return str(babel_locale().currency_formats["standard"].pattern).replace(".00", "")
