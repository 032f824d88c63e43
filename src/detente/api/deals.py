"""Deals: listed, opened and changed. What is done with one is in `deal_acts`."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import Router
from ninja.responses import Status

from detente.api import custom
from detente.api.deal_shape import SHAPE, DealOut
from detente.api.etags import expected_version
from detente.api.finding import opened, referred, user_of
from detente.api.gate import Asked, Strict, operation
from detente.api.paging import Listed, listed, page_of
from detente.api.showing import made, show
from detente.api.values import Code, Currency, Day, Instant, Line, Minor, Word
from detente.crm.capture.models import Lead
from detente.crm.deals.actions import change_deal, open_deal
from detente.crm.deals.models import Deal
from detente.crm.people.models import Account, Person

router = Router(tags=["Deals"])


class DealFields(Strict):
    """What a deal has that can be given at any time."""

    name: Line = ""
    type: Literal["new", "expansion", "renewal"] = "new"
    owner: UUID | None = None
    amount_minor: Minor | None = None
    currency: Currency | None = None
    expected_on: Day | None = None
    product: Word | None = None
    custom: dict[str, Any] = {}


class DealIn(DealFields):
    """A possible sale: from a lead, which goes along to the deal's stage, or on an account without one."""

    lead: UUID | None = None
    account: UUID | None = None
    person: UUID | None = None
    stage: Code | None = None
    at: Instant | None = None


class DealChange(DealFields):
    """Fields that get new values; null takes one away."""


@router.get("/deals", response=Listed[DealOut], operation_id="list_deals")
@operation("read")
@listed("deals")
def list_deals(request: Asked) -> Any:
    """Deals, the newest first unless `sort` says otherwise."""
    return page_of(request, "deals", SHAPE)


@router.post("/deals", response={201: DealOut}, operation_id="open_deal")
@operation("work_deals")
def post_deal(request: Asked, response: HttpResponse, body: DealIn) -> Status[Any]:
    """Open a deal."""
    user, given = request.user, body.model_dump()
    added = given.pop("custom")
    for name, model in (("lead", Lead), ("account", Account), ("person", Person)):
        given[name] = referred(model, given[name], user, name)
    given |= {"owner": user_of(given["owner"]), "type_": given.pop("type")}
    deal = open_deal(by=user, **given)
    if added:
        custom.change(deal, added, by=user)
    return made(response, SHAPE.one(deal), "deals")


@router.get("/deals/{uuid:key}", response=DealOut, operation_id="get_deal")
@operation("read")
def get_deal(request: Asked, response: HttpResponse, key: UUID) -> Any:
    """One deal as it stands now."""
    return show(request, response, SHAPE.one(opened(Deal, key, request.user)))


@router.patch("/deals/{uuid:key}", response=DealOut, operation_id="change_deal")
@operation("work_deals", takes_version=True)
def patch_deal(request: Asked, response: HttpResponse, key: UUID, body: DealChange) -> Any:
    """Change fields of a deal; a closed deal's amount stays frozen."""
    deal, version = opened(Deal, key, request.user), expected_version(request)
    given = body.model_dump(exclude_unset=True)
    added = given.pop("custom", None)
    if "owner" in given:
        owner = user_of(given.pop("owner"))
        given["owner_id"] = owner.pk if owner else None
    deal = change_deal(deal, by=request.user, version=version, **given)
    if added:
        custom.change(deal, added, by=request.user)
    return show(request, response, SHAPE.one(deal))
