"""Campaigns: listed, opened, set up and changed; their members."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router, Schema
from ninja.responses import Status
from pydantic import Field

from detente.api.etags import expected_version
from detente.api.finding import needed, opened, vendor_of
from detente.api.gate import Asked, Strict, operation
from detente.api.paging import Listed, keyed, listed, page_of
from detente.api.showing import Reference, Shape, made, show
from detente.api.values import Day, Instant, Title, Word, Words
from detente.crm.capture.campaigns import add_campaign, change_campaign, join_campaign
from detente.crm.capture.models import Campaign, CampaignMember
from detente.crm.people.models import Person
from detente.crm.people.permissions import openable

router = Router(tags=["Campaigns"])


class CampaignOut(Schema):
    """An effort with cost and dates; its source and medium are the default of its responses."""

    id: UUID
    version: int
    name: str
    type: str | None
    source: str | None
    medium: str | None
    vendor: str | None
    starts_on: date | None
    ends_on: date | None
    note: str
    created_at: datetime
    url: str


SHAPE = Shape(
    {
        "id": "uuid", "version": "version", "name": "name", "type": "type", "source": "source", "medium": "medium",
        "vendor": "vendor__name", "starts_on": "starts_on", "ends_on": "ends_on", "note": "note",
        "created_at": "created_at",
    },
    page="/campaigns/{}/",
)  # fmt: skip


class CampaignFields(Strict):
    """What a campaign has besides its name; `vendor` is a vendor's name."""

    type: str | None = Field(None, max_length=60)
    source: Word | None = None
    medium: Word | None = None
    vendor: Word | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None
    note: Words = ""


class CampaignIn(CampaignFields):
    """A new campaign."""

    name: Title


class CampaignChange(CampaignFields):
    """Fields that get new values; null takes one away."""

    name: Title = Field("", min_length=1)


class MemberOut(Schema):
    """A person in a campaign."""

    person: Reference
    status: str
    added_at: datetime
    responded_at: datetime | None


class MemberIn(Strict):
    """A person becomes a member, responds, or gets another status."""

    responded: bool = False
    status: str | None = Field(None, min_length=1, max_length=30)
    at: Instant | None = None


MEMBER = Shape(
    {
        "person.id": "person__uuid", "person.name": "person__label", "status": "status", "added_at": "added_at",
        "responded_at": "responded_at",
    }
)  # fmt: skip


def _fields(request: Asked, body: CampaignFields) -> dict[str, Any]:
    given = body.model_dump(exclude_unset=True)
    if "vendor" in given:
        vendor = vendor_of(given.pop("vendor"), request.user)
        given["vendor_id"] = vendor.pk if vendor else None
    return given


@router.get("/campaigns", response=Listed[CampaignOut], operation_id="list_campaigns")
@operation("read")
@listed("campaigns")
def list_campaigns(request: Asked) -> Any:
    """Campaigns."""
    return page_of(request, "campaigns", SHAPE)


@router.post("/campaigns", response={201: CampaignOut}, operation_id="add_campaign")
@operation("edit_campaigns")
def post_campaign(request: Asked, response: HttpResponse, body: CampaignIn) -> Status[Any]:
    """Set up a campaign; names are unique, so that costs and leads find the same one."""
    given = _fields(request, body)
    campaign = add_campaign(given.pop("name"), by=request.user, **given)
    return made(response, SHAPE.one(campaign), "campaigns")


@router.get("/campaigns/{uuid:key}", response=CampaignOut, operation_id="get_campaign")
@operation("read")
def get_campaign(request: Asked, response: HttpResponse, key: UUID) -> Any:
    """One campaign."""
    return show(request, response, SHAPE.one(opened(Campaign, key, request.user)))


@router.patch("/campaigns/{uuid:key}", response=CampaignOut, operation_id="change_campaign")
@operation("edit_campaigns", takes_version=True)
def patch_campaign(request: Asked, response: HttpResponse, key: UUID, body: CampaignChange) -> Any:
    """Change a campaign's own fields; leads keep the origin they arrived with."""
    campaign = opened(Campaign, key, request.user)
    version = expected_version(request)
    campaign = change_campaign(campaign, by=request.user, version=version, **_fields(request, body))
    return show(request, response, SHAPE.one(campaign))


@router.get("/campaigns/{uuid:key}/members", response=Listed[MemberOut], operation_id="list_members")
@operation("read")
@keyed
def list_members(request: Asked, key: UUID) -> Any:
    """The campaign's members that you may open, in the order they were added."""
    campaign = opened(Campaign, key, request.user)
    people = openable(Person.objects.all(), request.user)
    members = CampaignMember.objects.filter(campaign=campaign, person__in=people.values("pk"))
    return page_of(request, members, MEMBER)


@router.put("/campaigns/{uuid:key}/members/{uuid:person}", response=MemberOut, operation_id="join_campaign")
@operation("edit_campaigns")
def put_member(request: Asked, key: UUID, person: UUID, body: MemberIn) -> Any:
    """Make a person a member; a first response is dated once and never moved later."""
    campaign, who = opened(Campaign, key, request.user), needed(Person, person, request.user, "person")
    member = join_campaign(
        campaign,
        who,
        at=body.at or timezone.now(),
        by=request.user,
        responded=body.responded,
        status=body.status,
    )
    return MEMBER.one(member)
