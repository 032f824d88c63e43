"""Costs: money spent on a day, on a campaign, a vendor or a source."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q
from ninja import Router, Schema

from detente.api.finding import referred, vendor_of
from detente.api.gate import Asked, Strict, operation
from detente.api.paging import Listed, keyed, page_of
from detente.api.showing import Reference, Shape
from detente.api.values import Currency, Day, Minor, Title, Word
from detente.crm.capture.campaigns import add_cost
from detente.crm.capture.models import Campaign, CampaignCost

router = Router(tags=["Costs"])


class CostOut(Schema):
    """Amounts are minor units; `base_minor` is in the organisation's currency, null without a rate."""

    campaign: Reference | None
    vendor: str | None
    source: str | None
    day: date
    amount_minor: int
    currency: str
    base_minor: int | None
    note: str


SHAPE = Shape(
    {
        "campaign.id": "campaign__uuid", "campaign.name": "campaign__name", "vendor": "vendor__name",
        "source": "source", "day": "day", "amount_minor": "amount_minor", "currency": "currency",
        "base_minor": "base_minor", "note": "note",
    }
)  # fmt: skip


class CostIn(Strict):
    """A refund is negative."""

    day: Day
    amount_minor: Minor
    currency: Currency
    campaign: UUID | None = None
    vendor: Word | None = None
    source: Word | None = None
    note: Title = ""


@router.get("/costs", response=Listed[CostOut], operation_id="list_costs")
@operation("read")
@keyed
def list_costs(request: Asked, campaign: UUID | None = None) -> Any:
    """Costs in the order they were entered, of one campaign or of all; a vendor's user sees their own."""
    user, costs = request.user, CampaignCost.objects.filter(is_archived=False)
    if user.is_vendor:
        costs = costs.filter(Q(vendor=user.vendor_id) | Q(campaign__vendor=user.vendor_id))
    if campaign:
        costs = costs.filter(campaign=referred(Campaign, campaign, user, "campaign"))
    return page_of(request, costs, SHAPE)


@router.post("/costs", response={201: CostOut}, operation_id="add_cost")
@operation("edit_campaigns")
def post_cost(request: Asked, body: CostIn) -> Any:
    """Money was spent."""
    given = body.model_dump()
    given["campaign"] = referred(Campaign, given["campaign"], request.user, "campaign")
    given["vendor"] = vendor_of(given["vendor"], request.user)
    return SHAPE.one(add_cost(by=request.user, **given))
