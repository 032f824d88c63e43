"""Leads: listed, opened, captured and changed. What is done with one is in `lead_acts`."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Router
from ninja.responses import Status

from detente.api import custom
from detente.api.etags import expected_version
from detente.api.finding import opened, referred, user_of, vendor_of
from detente.api.gate import Asked, Strict, operation
from detente.api.lead_shape import SHAPE, LeadOut
from detente.api.paging import Listed, listed, page_of
from detente.api.showing import made, show
from detente.api.values import Address, Code, Country, Domain, Instant, Line, Title, Word, Words
from detente.crm.capture import actions as capture
from detente.crm.capture.models import Campaign, Lead
from detente.crm.capture.origin import Origin
from detente.crm.people.models import User

router = Router(tags=["Leads"])


class ExternalKey(Strict):
    """The person's key in another system."""

    system: Word
    id: Title


class OriginIn(Strict):
    """Where a response came from. `vendor` is a vendor's name; `utm` the fields of the landing page's address."""

    source: Word | None = None
    medium: Word | None = None
    campaign: UUID | None = None
    vendor: Word | None = None
    utm: dict[str, Line] = {}

    def origin(self, user: User) -> Origin:
        """As the acts take it."""
        campaign = referred(Campaign, self.campaign, user, "campaign")
        vendor = vendor_of(self.vendor, user)
        return Origin(source=self.source, medium=self.medium, campaign=campaign, vendor=vendor, utm=self.utm)


class LeadIn(OriginIn):
    """Somebody responded. At least a name, an address, a number or an external key says who."""

    name: Line = ""
    email: Address | None = None
    phone: Word | None = None
    title: Title | None = None
    country: Country | None = None
    company: Line = ""
    domain: Domain | None = None
    external: ExternalKey | None = None
    code: Code = "form"
    stage: Code = "inquiry"
    owner: UUID | None = None
    at: Instant | None = None
    words: Words = ""
    custom: dict[str, Any] = {}

    def who(self) -> capture.Who:
        """The person, as the act takes it."""
        names = ("name", "email", "phone", "title", "country", "company", "domain")
        external = (self.external.system, self.external.id) if self.external else None
        return capture.Who(**{name: getattr(self, name) for name in names}, external=external)


class LeadChange(Strict):
    """New values of custom fields, by code; null takes a value away."""

    custom: dict[str, Any]


@router.get("/leads", response=Listed[LeadOut], operation_id="list_leads")
@operation("read")
@listed("leads")
def list_leads(request: Asked) -> Any:
    """Leads, the newest first unless `sort` says otherwise."""
    return page_of(request, "leads", SHAPE)


@router.post("/leads", response={200: LeadOut, 201: LeadOut}, operation_id="capture_lead")
@operation("work_leads")
def capture_lead(request: Asked, response: HttpResponse, body: LeadIn) -> Status[Any]:
    """Somebody responded: a new lead (201), or a touch on the open one of the same person (200)."""
    user = request.user
    arrival = capture.capture(
        body.who(), by=user, origin=body.origin(user), at=body.at, code=body.code, stage=body.stage,
        owner=user_of(body.owner), words=body.words,
    )  # fmt: skip
    if body.custom:
        custom.change(arrival.lead, body.custom, by=user)
    is_fresh = arrival.is_new and not body.custom
    shown = SHAPE.of(arrival.lead) if is_fresh else SHAPE.one(arrival.lead)
    return made(response, shown, "leads", status=201 if arrival.is_new else 200)


@router.get("/leads/{uuid:key}", response=LeadOut, operation_id="get_lead")
@operation("read")
def get_lead(request: Asked, response: HttpResponse, key: UUID) -> Any:
    """One lead as it stands now."""
    return show(request, response, SHAPE.one(opened(Lead, key, request.user)))


@router.patch("/leads/{uuid:key}", response=LeadOut, operation_id="change_lead")
@operation("work_leads", takes_version=True)
def change_lead(request: Asked, response: HttpResponse, key: UUID, body: LeadChange) -> Any:
    """Change custom fields of a lead."""
    lead = opened(Lead, key, request.user)
    custom.change(lead, body.custom, by=request.user, version=expected_version(request))
    return show(request, response, SHAPE.one(lead))
