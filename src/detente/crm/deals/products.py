"""The catalogue: what is sold, under which name, code and series, and at which price a deal's line starts."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from detente.crm.deals.models import Deal, DealItem, Product
from detente.crm.history.facts import ProductAdded, ProductChanged
from detente.crm.history.record import alone_with, locked, record_loose
from detente.crm.objections import N_, Objection, check, check_version
from detente.crm.people.models import User
from detente.crm.people.money import LARGEST_MINOR, is_currency
from detente.crm.people.naming import name_key, tidy

FIELDS = ("name", "code", "series", "price_minor", "currency", "is_archived")


def find_product(text: str) -> Product | None:
    """The product with this code or this name (in any case)."""
    wanted = tidy(text)
    found = Product.objects.filter(code=wanted).first() if wanted else None
    return found or (Product.objects.filter(name_key=_key(wanted)).first() if wanted else None)


def with_product(product_id: int) -> Q:
    """Deals that have this product on one of their lines."""
    return Q(pk__in=DealItem.objects.filter(product=product_id).values("deal"))


def deals_with(product: Product) -> QuerySet[Deal]:
    """Living deals with a line of this product."""
    return Deal.objects.filter(with_product(product.pk), is_archived=False)


def _key(name: str) -> str:
    return name_key(name)[:120]


def _tidied(values: dict[str, Any]) -> dict[str, Any]:
    """Texts without needless blanks, empty ones as None; a price without currency is none."""
    if unknown := set(values) - set(FIELDS):
        raise ValueError(f"not fields of a product: {sorted(unknown)}")
    found = dict(values)
    for name in ("code", "series", "currency"):
        if name in found:
            found[name] = tidy(found[name]) or None
    if "name" in found:
        found["name"] = tidy(found["name"])
    if "price_minor" in found and found["price_minor"] is None:
        found["currency"] = None
    return found


def objections_to_product(values: dict[str, Any], *, own: int | None = None) -> list[Objection]:
    """A product has a name of its own, perhaps a code of its own, and a price with a currency or none."""
    found, others = [], Product.objects.exclude(pk=own or 0)
    name, code = values["name"], values.get("code")
    if not name:
        found.append(Objection("name_missing", N_("Give the product a name."), "name"))
    for field, most in (("name", 120), ("code", 60), ("series", 120)):
        if len(values.get(field) or "") > most:
            text = N_("This is longer than {most} letters.")
            found.append(Objection(f"{field}_long", text, field, {"most": most}))
    if taken := others.filter(name_key=_key(name)).first():
        text = N_("There is a product called {name} already.")
        found.append(Objection("name_taken", text, "name", {"name": taken.name}))
    if code and (taken := others.filter(code=code).first()):
        text = N_("{code} is the code of {name} already.")
        found.append(Objection("code_taken", text, "code", {"code": code, "name": taken.name}))
    return found + _objections_to_price(values.get("price_minor"), values.get("currency"))


def _objections_to_price(minor: int | None, currency: str | None) -> list[Objection]:
    if minor is None:
        return []
    if not 0 <= minor <= LARGEST_MINOR:
        return [
            Objection(
                "price_wrong", N_("Give a price of 0 or more that is not too large to be real."), "price"
            )
        ]
    if not currency or not is_currency(currency):
        return [
            Objection(
                "currency_unknown", N_("Give the price's currency as three letters, like EUR."), "currency"
            )
        ]
    return []


@transaction.atomic
def add_product(
    name: str, *, by: User | None, code: str | None = None, series: str | None = None,
    price_minor: int | None = None, currency: str | None = None,
) -> Product:  # fmt: skip
    """Something that is sold from now on."""
    given = {"name": name, "code": code, "series": series, "price_minor": price_minor, "currency": currency}
    values = _tidied(given)
    alone_with("product")
    check(objections_to_product(values))
    product = Product.objects.create(name_key=_key(values["name"]), **values)
    record_loose(
        ProductAdded(facts={"product_id": product.pk}), by=by, subject={}, words={"name": product.name}
    )
    return product


@transaction.atomic
def change_product(
    product: Product, *, by: User | None, version: int | None = None, **fields: Any
) -> Product:
    """Change a product, or archive it so that no new line names it. Lines of deals keep their price."""
    alone_with("product")
    product = locked(product)
    check_version(product.version, expected=version)
    values = _tidied(fields)
    check(objections_to_product({name: getattr(product, name) for name in FIELDS} | values, own=product.pk))
    before = {
        name: getattr(product, name) for name, value in values.items() if getattr(product, name) != value
    }
    if before:
        for name in before:
            setattr(product, name, values[name])
        product.name_key = _key(product.name)
        product.version += 1
        product.save()
        facts = {"product_id": product.pk, "fields": sorted(before)}
        record_loose(ProductChanged(facts=facts), by=by, subject={}, words={"before": before})
    return product
