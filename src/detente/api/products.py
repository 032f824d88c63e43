"""Products, and the lines of a deal that name them."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpResponse
from ninja import Router, Schema
from ninja.responses import Status
from pydantic import Field

from detente.api.deal_shape import SHAPE as DEAL
from detente.api.deal_shape import DealOut
from detente.api.etags import expected_version
from detente.api.finding import opened
from detente.api.gate import Asked, Strict, operation
from detente.api.paging import Listed, keyed, page_of
from detente.api.showing import Reference, Shape, made, show
from detente.api.values import Code, Currency, Minor, Word
from detente.crm.deals.items import set_items
from detente.crm.deals.lines import Line
from detente.crm.deals.models import Deal, DealItem, Product
from detente.crm.deals.products import add_product, change_product
from detente.crm.objections import N_, Objection, Refused

router = Router(tags=["Products"])
MOST_LINES = 200


class ProductOut(Schema):
    """Something that is sold; its price is what a deal's line starts from."""

    id: UUID
    version: int
    name: str
    code: str | None
    series: str | None
    price_minor: int | None
    currency: str | None
    is_archived: bool


SHAPE = Shape(
    {
        "id": "uuid", "version": "version", "name": "name", "code": "code", "series": "series",
        "price_minor": "price_minor", "currency": "currency", "is_archived": "is_archived",
    }
)  # fmt: skip


class ProductFields(Strict):
    """What a product has besides its name."""

    code: Code | None = None
    series: Word | None = None
    price_minor: Minor | None = None
    currency: Currency | None = None


class ProductIn(ProductFields):
    """A new product."""

    name: Word


class ProductChange(ProductFields):
    """Fields that get new values; an archived one is named by no new line."""

    name: Word = Field("", min_length=1)
    is_archived: bool = False


class ItemOut(Schema):
    """A line of a deal; the price is in the deal's currency."""

    product: Reference
    quantity: Decimal
    price_minor: int
    discount_percent: Decimal


ITEM = Shape(
    {
        "product.id": "product__uuid", "product.name": "product__name", "quantity": "quantity",
        "price_minor": "price_minor", "discount_percent": "discount_percent",
    }
)  # fmt: skip


class ItemIn(Strict):
    """A line of a deal."""

    product: UUID
    price_minor: Minor
    quantity: Annotated[Decimal, Field(gt=0, max_digits=12, decimal_places=3)] = Decimal(1)
    discount_percent: Annotated[Decimal, Field(ge=0, le=100, decimal_places=2)] = Decimal(0)


class ItemsIn(Strict):
    """All lines of a deal in their order; with `takes_amount` its amount becomes their total."""

    items: list[ItemIn] = Field(max_length=MOST_LINES)
    takes_amount: bool = True


@router.get("/products", response=Listed[ProductOut], operation_id="list_products")
@operation("read")
@keyed
def list_products(request: Asked) -> Any:
    """The catalogue, archived products too."""
    return page_of(request, Product.objects.all(), SHAPE)


@router.post("/products", response={201: ProductOut}, operation_id="add_product")
@operation("settings", scope="settings")
def post_product(request: Asked, response: HttpResponse, body: ProductIn) -> Status[Any]:
    """Something that is sold from now on."""
    given = body.model_dump()
    product = add_product(given.pop("name"), by=request.user, **given)
    return made(response, SHAPE.one(product), "products")


@router.get("/products/{uuid:key}", response=ProductOut, operation_id="get_product")
@operation("read")
def get_product(request: Asked, response: HttpResponse, key: UUID) -> Any:
    """One product."""
    return show(request, response, SHAPE.one(_product(key)))


@router.patch("/products/{uuid:key}", response=ProductOut, operation_id="change_product")
@operation("settings", scope="settings", takes_version=True)
def patch_product(request: Asked, response: HttpResponse, key: UUID, body: ProductChange) -> Any:
    """Change a product, or archive it. Lines of deals keep their price."""
    fields, version = body.model_dump(exclude_unset=True), expected_version(request)
    product = change_product(_product(key), by=request.user, version=version, **fields)
    return show(request, response, SHAPE.one(product))


def _product(key: UUID) -> Product:
    found = Product.objects.filter(uuid=key).first()
    if found is None:
        raise Http404
    return found


@router.get("/deals/{uuid:key}/items", response=list[ItemOut], operation_id="list_items")
@operation("read")
def list_items(request: Asked, key: UUID) -> Any:
    """The deal's lines in their order."""
    return ITEM.rows(DealItem.objects.filter(deal=opened(Deal, key, request.user)).order_by("position"))


@router.put("/deals/{uuid:key}/items", response=DealOut, operation_id="set_items")
@operation("work_deals", takes_version=True)
def put_items(request: Asked, response: HttpResponse, key: UUID, body: ItemsIn) -> Any:
    """The deal has exactly these lines from now on."""
    deal, version = opened(Deal, key, request.user), expected_version(request)
    set_items(deal, _lines(body), by=request.user, version=version, takes_amount=body.takes_amount)
    return show(request, response, DEAL.one(deal))


def _lines(body: ItemsIn) -> list[Line]:
    known = dict(
        Product.objects.filter(uuid__in={item.product for item in body.items}).values_list("uuid", "pk")
    )
    missing = [no for no, item in enumerate(body.items) if item.product not in known]
    if missing:
        text = N_("There is no product {given}.")
        raise Refused(
            *(
                Objection(
                    "product_unknown", text, f"items.{no}.product", {"given": str(body.items[no].product)}
                )
                for no in missing
            )
        )
    return [
        Line(known[item.product], item.price_minor, item.quantity, item.discount_percent)
        for item in body.items
    ]
