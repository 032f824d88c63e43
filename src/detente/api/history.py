"""What happened: the events of a record, newest first, and taking an entry back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.http import Http404, HttpResponse
from ninja import Router, Schema

from detente.api.finding import opened
from detente.api.gate import Asked, operation
from detente.api.lead_shape import SHAPE as LEAD
from detente.api.lead_shape import LeadOut
from detente.api.paging import NEWEST, Listed, keyed, page_of
from detente.api.showing import Reference, Shape, show
from detente.crm.capture.actions import take_back
from detente.crm.capture.merging import events_of
from detente.crm.capture.models import Campaign, Lead
from detente.crm.deals.models import Deal
from detente.crm.history.models import Event
from detente.crm.people.models import Account, Person
from detente.crm.people.permissions import openable

router = Router(tags=["History"])
NOTE = KeyTextTransform("note", F("detail__words"))


class EventOut(Schema):
    """One thing that happened. `seq` counts within a lead; `note` is null where there is none or it was erased."""

    kind: str
    at: datetime
    recorded_at: datetime
    by: Reference | None
    lead: UUID | None
    seq: int | None
    deal: UUID | None
    from_stage: str | None
    to_stage: str | None
    code: str | None
    channel: str | None
    disposition: str | None
    outcome: str | None
    reason: str | None
    source: str | None
    medium: str | None
    campaign: Reference | None
    owner: Reference | None
    amount_minor: int | None
    currency: str | None
    day: date | None
    seconds: int | None
    note: str | None


SHAPE = Shape(
    {
        "kind": "kind", "at": "at", "recorded_at": "recorded_at", "by.id": "actor__uuid", "by.name": "actor__name",
        "lead": "lead__uuid", "seq": "seq", "deal": "deal__uuid", "from_stage": "from_stage", "to_stage": "to_stage",
        "code": "code", "channel": "channel", "disposition": "disposition", "outcome": "outcome", "reason": "reason",
        "source": "source", "medium": "medium", "campaign.id": "campaign__uuid", "campaign.name": "campaign__name",
        "owner.id": "owner__uuid", "owner.name": "owner__name", "amount_minor": "amount_minor",
        "currency": "currency", "day": "day", "seconds": "seconds", "note": "note_text",
    }
)  # fmt: skip


def _page(request: Asked, events: QuerySet[Event]) -> Any:
    # As text: a path into the document would make a number of a note that reads "5".
    return page_of(request, events.annotate(note_text=NOTE), SHAPE, order=NEWEST)


@router.get("/leads/{uuid:key}/events", response=Listed[EventOut], operation_id="list_lead_events")
@operation("read")
@keyed
def lead_events(request: Asked, key: UUID) -> Any:
    """What happened to a lead."""
    return _page(request, Event.objects.filter(lead=opened(Lead, key, request.user)))


@router.get("/deals/{uuid:key}/events", response=Listed[EventOut], operation_id="list_deal_events")
@operation("read")
@keyed
def deal_events(request: Asked, key: UUID) -> Any:
    """What happened to a deal."""
    return _page(request, Event.objects.filter(deal=opened(Deal, key, request.user)))


@router.get("/people/{uuid:key}/events", response=Listed[EventOut], operation_id="list_person_events")
@operation("read")
@keyed
def person_events(request: Asked, key: UUID) -> Any:
    """What happened to a person and on their leads that you may open, those merged into them included."""
    return _page(request, _on_openable(events_of(opened(Person, key, request.user)), request))


@router.get("/accounts/{uuid:key}/events", response=Listed[EventOut], operation_id="list_account_events")
@operation("read")
@keyed
def account_events(request: Asked, key: UUID) -> Any:
    """What happened to an account and on its leads that you may open, those merged into it included."""
    return _page(request, _on_openable(events_of(opened(Account, key, request.user)), request))


@router.get("/campaigns/{uuid:key}/events", response=Listed[EventOut], operation_id="list_campaign_events")
@operation("read")
@keyed
def campaign_events(request: Asked, key: UUID) -> Any:
    """What happened to a campaign itself; its leads have their own history."""
    campaign = opened(Campaign, key, request.user)
    return _page(request, Event.objects.filter(campaign=campaign, lead=None, person=None))


def _on_openable(events: QuerySet[Event], request: Asked) -> QuerySet[Event]:
    """Without what happened on leads and deals of others."""
    leads, deals = (openable(model.objects.all(), request.user).values("pk") for model in (Lead, Deal))
    loose = events.filter(lead=None, deal=None)
    return (loose | events.filter(lead__in=leads) | events.filter(lead=None, deal__in=deals)).distinct()


@router.post(
    "/leads/{uuid:key}/events/{int:seq}/reversal", response={201: LeadOut}, operation_id="take_back_entry"
)
@operation("work_leads")
def post_reversal(request: Asked, response: HttpResponse, key: UUID, seq: int) -> Any:
    """A touch, attempt or note that never was: taken back, nothing is deleted."""
    lead = opened(Lead, key, request.user)
    event = Event.objects.filter(lead=lead, seq=seq).first() if seq < 2**31 else None
    if event is None:
        raise Http404
    take_back(event, by=request.user)
    return show(request, response, LEAD.one(lead))
