"""What is done with a deal: moved, won, lost, reopened, planned, noted; who has which part in it."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import Router, Schema

from detente.api.deal_shape import SHAPE, DealOut
from detente.api.etags import expected_version
from detente.api.finding import needed, opened
from detente.api.gate import Asked, Strict, operation
from detente.api.lead_acts import MoveIn, NoteIn, ReopenIn
from detente.api.showing import Reference, Shape, show
from detente.api.values import Code, Day, Instant, Line, Minor, Words
from detente.crm.capture.models import Lead
from detente.crm.deals import actions as deals
from detente.crm.deals.contacts import end_part, give_part
from detente.crm.deals.models import Deal, DealContact
from detente.crm.deals.plans import plan_next_step
from detente.crm.people.models import Person
from detente.crm.people.permissions import openable

router = Router(tags=["What is done with deals"])


class LossIn(Strict):
    """Why and when a deal was lost."""

    reason: Code | None = None
    at: Instant | None = None
    words: Words = ""


class WinIn(LossIn):
    """When a deal was won, and for how much if that is not its amount."""

    amount_minor: Minor | None = None


class JoiningIn(Strict):
    """A lead that the deal carries too."""

    lead: UUID


class StepIn(Strict):
    """What will be done next, and by when; an empty step ends the plan."""

    step: Line
    on: Day | None = None


class PartIn(Strict):
    """A person's part in a deal."""

    role: Literal["decision_maker", "champion", "buyer", "user", "advisor", "opponent", "other"]


class PartOut(Schema):
    """A person's part in a deal."""

    person: Reference
    role: str


PART = Shape({"person.id": "person__uuid", "person.name": "person__label", "role": "role"})


def _shown(request: Asked, response: HttpResponse, deal: Deal) -> Any:
    return show(request, response, SHAPE.one(deal))


@router.post("/deals/{uuid:key}/moves", response={201: DealOut}, operation_id="move_deal")
@operation("work_deals", takes_version=True)
def move_deal(request: Asked, response: HttpResponse, key: UUID, body: MoveIn) -> Any:
    """Move an open deal, and its primary lead with it."""
    deal = opened(Deal, key, request.user)
    deals.move_deal(deal, by=request.user, version=expected_version(request), **body.model_dump())
    return _shown(request, response, deal)


@router.post("/deals/{uuid:key}/win", response={201: DealOut}, operation_id="win_deal")
@operation("work_deals", takes_version=True)
def win_deal(request: Asked, response: HttpResponse, key: UUID, body: WinIn) -> Any:
    """Closed business: the amount is frozen at the day's rate."""
    deal = opened(Deal, key, request.user)
    deals.win(deal, by=request.user, version=expected_version(request), **body.model_dump())
    return _shown(request, response, deal)


@router.post("/deals/{uuid:key}/loss", response={201: DealOut}, operation_id="lose_deal")
@operation("work_deals", takes_version=True)
def lose_deal(request: Asked, response: HttpResponse, key: UUID, body: LossIn) -> Any:
    """The deal is lost, with its reason; its primary lead ends as lost."""
    deal = opened(Deal, key, request.user)
    deals.lose(deal, by=request.user, version=expected_version(request), **body.model_dump())
    return _shown(request, response, deal)


@router.post("/deals/{uuid:key}/reopening", response={201: DealOut}, operation_id="reopen_deal")
@operation("work_deals", takes_version=True)
def reopen_deal(request: Asked, response: HttpResponse, key: UUID, body: ReopenIn) -> Any:
    """A closed deal is open again; its period is restated."""
    deal = opened(Deal, key, request.user)
    deals.reopen_deal(deal, by=request.user, reason=body.reason, version=expected_version(request))
    return _shown(request, response, deal)


@router.post("/deals/{uuid:key}/leads", response={201: DealOut}, operation_id="join_lead")
@operation("work_deals")
def join_lead(request: Asked, response: HttpResponse, key: UUID, body: JoiningIn) -> Any:
    """Another lead carries the deal: it ends as joined, or becomes the primary one where there is none."""
    deal, lead = opened(Deal, key, request.user), needed(Lead, body.lead, request.user, "lead")
    deals.join(lead, to=deal, by=request.user)
    return _shown(request, response, deal)


@router.post("/deals/{uuid:key}/notes", response={201: DealOut}, operation_id="note_on_deal")
@operation("work_deals")
def note_on_deal(request: Asked, response: HttpResponse, key: UUID, body: NoteIn) -> Any:
    """Write something down on the deal; it shows on its lead's timeline too."""
    deal = opened(Deal, key, request.user)
    deals.note_on_deal(deal, body.words, by=request.user)
    return _shown(request, response, deal)


@router.put("/deals/{uuid:key}/next-step", response=DealOut, operation_id="plan_next_step")
@operation("work_deals", takes_version=True)
def put_next_step(request: Asked, response: HttpResponse, key: UUID, body: StepIn) -> Any:
    """Say what will be done next on an open deal, and by when."""
    deal, version = opened(Deal, key, request.user), expected_version(request)
    plan_next_step(deal, body.step, by=request.user, on=body.on, version=version)
    return _shown(request, response, deal)


@router.get("/deals/{uuid:key}/contacts", response=list[PartOut], operation_id="list_deal_contacts")
@operation("read")
def list_contacts(request: Asked, key: UUID) -> Any:
    """Who has which part in the deal, as far as you may open them."""
    people = openable(Person.objects.all(), request.user).values("pk")
    parts = DealContact.objects.filter(deal=opened(Deal, key, request.user), person__in=people)
    return PART.rows(parts.order_by("pk"))


@router.put("/deals/{uuid:key}/contacts/{uuid:person}", response=PartOut, operation_id="give_part")
@operation("work_deals")
def put_contact(request: Asked, key: UUID, person: UUID, body: PartIn) -> Any:
    """The person has this part in the deal from now on."""
    deal, who = opened(Deal, key, request.user), needed(Person, person, request.user, "person")
    return PART.one(give_part(deal, who, role=body.role, by=request.user))


@router.delete("/deals/{uuid:key}/contacts/{uuid:person}", response={204: None}, operation_id="end_part")
@operation("work_deals")
def delete_contact(request: Asked, key: UUID, person: UUID) -> Any:
    """The person has no part in the deal any more."""
    deal, who = opened(Deal, key, request.user), needed(Person, person, request.user, "person")
    end_part(deal, who, by=request.user)
