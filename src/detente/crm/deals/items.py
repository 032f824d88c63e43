"""Products on a deal: its lines, what they add up to, and the amount that follows them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from detente.crm.deals import rules
from detente.crm.deals.lines import Line, label_of_lines, objections_to_lines, total_of
from detente.crm.deals.locking import locked_deal
from detente.crm.deals.models import Deal, DealItem, Product
from detente.crm.history.facts import DealChanged, DealItemsChanged
from detente.crm.history.record import record_deal
from detente.crm.objections import N_, Objection, check, check_version
from detente.crm.people.actions import organisation
from detente.crm.people.models import User

CLOSED = Objection("items_frozen", N_("The deal is closed; reopen it to change its products."))


def items_of(deal: Deal) -> list[DealItem]:
    """The deal's lines in their order, each with its product."""
    return list(deal.items.select_related("product").order_by("position"))


def line_of(item: DealItem) -> Line:
    """A kept line as the value that is reckoned with."""
    return Line(item.product_id, item.price_minor, item.quantity, item.discount_percent)


def objections_to_items(deal: Deal) -> list[Objection]:
    """Why the lines of this deal can't be changed now."""
    if deal.is_archived:
        return [rules.SET_ASIDE]
    return [CLOSED] if deal.status != "open" else []


@transaction.atomic
def set_items(
    deal: Deal,
    items: Iterable[Line],
    *,
    by: User | None,
    version: int | None = None,
    takes_amount: bool = True,
) -> Deal:
    """The deal has exactly these lines, in this order; with `takes_amount` its amount becomes their total.

    Prices are in the deal's currency. Without lines the amount stays as it was.
    """
    deal, lines = locked_deal(deal), list(items)
    check_version(deal.version, expected=version)
    before = [line_of(item) for item in items_of(deal)]
    check(objections_to_items(deal) or objections_to_lines(lines) + _objections_to_products(lines, before))
    currency = deal.currency or organisation().currency
    total = total_of(lines)
    if lines != before:
        _keep(deal, lines, before, currency=currency, by=by)
    if takes_amount and lines and (deal.amount_minor, deal.currency) != (total, currency):
        record_deal(deal, DealChanged.of(deal, amount_minor=total, currency=currency), by=by)
    return deal


def _objections_to_products(lines: list[Line], before: list[Line]) -> list[Objection]:
    """A product that is no longer sold may stay where it stands, but not be added."""
    standing = {line.product_id for line in before}
    known = dict(
        Product.objects.filter(pk__in={line.product_id for line in lines}).values_list("pk", "is_archived")
    )
    found = []
    for number, line in enumerate(lines, 1):
        values = {"number": number}
        if line.product_id not in known:
            text = N_("Line {number}: choose a product.")
            found.append(Objection("product_unknown", text, f"product.{number}", values))
        elif known[line.product_id] and line.product_id not in standing:
            text = N_("Line {number}: this product is no longer sold.")
            found.append(Objection("product_archived", text, f"product.{number}", values))
    return found


def _keep(deal: Deal, lines: list[Line], before: list[Line], *, currency: str, by: User | None) -> None:
    """Write the lines, the name that reports read, and the event with both images."""
    names = dict(Product.objects.filter(pk__in={line.product_id for line in lines}).values_list("pk", "name"))
    was, deal.product = deal.product, label_of_lines(lines, names)
    deal.save(update_fields=["product"])
    deal.items.all().delete()
    DealItem.objects.bulk_create(
        DealItem(
            deal=deal, position=position, product_id=line.product_id, price_minor=line.price_minor,
            quantity=line.quantity, discount_percent=line.discount_percent,
        )
        for position, line in enumerate(lines, 1)
    )  # fmt: skip
    fact = DealItemsChanged(amount_minor=total_of(lines), currency=currency, facts={"items": plain(lines)})
    record_deal(deal, fact, by=by, words={"before": {"items": plain(before), "product": was}})


def plain(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """Lines as they stand in an event: numbers as text, so that they stay exact and the same on every database."""
    return [
        {
            "product": line.product_id, "price_minor": line.price_minor, "quantity": f"{line.quantity.normalize():f}",
            "discount": f"{line.discount_percent.normalize():f}",
        }
        for line in lines
    ]  # fmt: skip
