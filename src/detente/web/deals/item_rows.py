"""Lines of a deal as they are written: rows of texts, read into lines that can be reckoned with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from detente.crm.deals.items import items_of
from detente.crm.deals.lines import MOST_LINES, Line, objections_to_line
from detente.crm.deals.models import Deal, Product
from detente.crm.people.actions import organisation
from detente.crm.people.money import LARGEST_MINOR, exponent, to_amount, to_minor
from detente.web.words import in_words

_NAMES = ("product", "quantity", "price", "discount")


@dataclass
class Row:
    """One line as written; `errors` by the name of its cell, `line` once everything in it can be read."""

    product: str = ""
    quantity: str = "1"
    price: str = ""
    discount: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    line: Line | None = None

    @property
    def is_blank(self) -> bool:
        """Whether nobody has chosen a product or written a price."""
        return not self.product and not self.price


def rows_of(deal: Deal) -> list[Row]:
    """The lines that the deal has."""
    currency = currency_of(deal)
    return [
        Row(str(item.product_id), _plain(item.quantity), _price(item.price_minor, currency),
            _plain(item.discount_percent) if item.discount_percent else "")
        for item in items_of(deal)
    ]  # fmt: skip


def currency_of(deal: Deal) -> str:
    """The currency of the deal's prices."""
    return deal.currency or organisation().currency


def _price(minor: int, currency: str) -> str:
    return f"{to_amount(minor, currency):.{exponent(currency)}f}"


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}" if number == number.to_integral_value() else f"{number:f}".rstrip("0")


def written_rows(sent: QueryDict) -> list[Row]:
    """The rows of a sent form, in its order."""
    columns = [sent.getlist(name)[:MOST_LINES] for name in _NAMES]
    return [Row(*(text.strip()[:40] for text in row)) for row in zip(*columns, strict=False)]


def rearranged(rows: list[Row], act: str) -> list[Row]:
    """The rows after "add", "up:2", "down:2" or "remove:2" (counted from 1)."""
    verb, _colon, place = act.partition(":")
    number = int(place) - 1 if place.isascii() and place.isdigit() and len(place) < 5 else -1
    rows = list(rows)
    if verb == "add":
        return [*rows, Row()]
    if not 0 <= number < len(rows):
        return rows
    if verb == "remove":
        del rows[number]
    other = number + {"up": -1, "down": 1}.get(verb, 0)
    if verb in ("up", "down") and 0 <= other < len(rows):
        rows[number], rows[other] = rows[other], rows[number]
    return rows


def priced(rows: Iterable[Row], products: dict[str, Product], currency: str) -> None:
    """Give a row without a price that of its product, where it is in the deal's currency."""
    for row in rows:
        product = products.get(row.product)
        if product and not row.price and product.price_minor is not None and product.currency == currency:
            row.price = _price(product.price_minor, currency)


def read_rows(rows: list[Row], currency: str) -> list[Line]:
    """The lines of the rows that are not blank; what can't be read is said in the row's errors."""
    for number, row in enumerate(rows, 1):
        if not row.is_blank:
            _read(row, number, currency)
    return [row.line for row in rows if row.line]


def _read(row: Row, number: int, currency: str) -> None:
    if not row.product.isascii() or not row.product.isdigit() or len(row.product) > 18:
        row.errors["product"] = _("Choose a product.")
    quantity = _number(row, "quantity", row.quantity or "1")
    price, discount = _number(row, "price", row.price), _number(row, "discount", row.discount or "0")
    if row.errors or quantity is None or price is None or discount is None:
        return
    minor = to_minor(price, currency) if abs(price) < LARGEST_MINOR else LARGEST_MINOR + 1
    if minor <= LARGEST_MINOR and to_amount(minor, currency) != price:
        text = _("%(currency)s has %(digits)s digits behind the point.")
        row.errors["price"] = text % {"currency": currency, "digits": exponent(currency)}
        return
    line = Line(int(row.product), minor, quantity, discount)
    for objection in objections_to_line(line, number):
        row.errors[str(objection.field).partition(".")[0]] = in_words(objection)
    row.line = None if row.errors else line


def _number(row: Row, name: str, text: str) -> Decimal | None:
    try:
        found = Decimal(text) if text.isascii() and "_" not in text else None
    except InvalidOperation:
        found = None
    if found is None or not found.is_finite() or abs(found.adjusted()) > 18:
        row.errors[name] = _("Give a number, like 12.50.")
        return None
    return found


def products_for(rows: Iterable[Any]) -> list[Product]:
    """What is sold, and what stands on a row already though it is sold no more."""
    standing = {int(row.product) for row in rows if row.product.isascii() and row.product.isdigit()}
    living = list(Product.objects.filter(is_archived=False).order_by("name", "pk"))
    known = {product.pk for product in living}
    return living + list(Product.objects.filter(pk__in=standing - known).order_by("name"))
