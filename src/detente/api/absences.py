"""Who is away, and how many leads each can take."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404
from ninja import Router, Schema
from pydantic import Field

from detente.api.finding import user_of
from detente.api.gate import Asked, Strict, operation
from detente.api.paging import Listed, keyed, page_of
from detente.api.showing import Reference, Shape
from detente.api.values import Day, Title
from detente.crm.handoff import capacity
from detente.crm.handoff.models import Absence
from detente.crm.people.models import User

router = Router(tags=["Capacity"])


class AbsenceIn(Strict):
    """Who is away from when to when, both days included."""

    user: UUID
    first_on: Day
    last_on: Day
    note: Title = ""


class AbsenceOut(Schema):
    """Days on which somebody is away."""

    id: int
    user: Reference
    first_on: date
    last_on: date
    note: str


class CapacityIn(Strict):
    """How many open leads somebody takes in turn (null: the playbook's number), and how large their share is."""

    open_leads: Annotated[int, Field(ge=0, le=capacity.MOST_LEADS)] | None = None
    weight: Annotated[Decimal, Field(ge=0, le=capacity.MOST_WEIGHT, decimal_places=2)] = Decimal(1)
    takes_leads: bool = True


class CapacityOut(Schema):
    """What somebody can take."""

    open_leads: int | None
    weight: Decimal
    takes_leads: bool


ABSENCE = Shape(
    {
        "id": "pk", "user.id": "user__uuid", "user.name": "user__name", "first_on": "first_on", "last_on": "last_on",
        "note": "note",
    }
)  # fmt: skip


def _user(key: UUID) -> User:
    found = user_of(key, "user")
    assert found is not None
    return found


@router.get("/absences", response=Listed[AbsenceOut], operation_id="list_absences")
@operation("see_changes")
@keyed
def list_absences(request: Asked) -> Any:
    """All absences that hold, past ones too."""
    return page_of(request, Absence.objects.filter(is_withdrawn=False), ABSENCE)


@router.post("/absences", response={201: AbsenceOut}, operation_id="note_absence")
@operation("work_leads")
def note_absence(request: Asked, body: AbsenceIn) -> Any:
    """Somebody is away: nothing is routed to them, and what waits for them goes to others."""
    noted = capacity.note_absence(
        _user(body.user), first=body.first_on, last=body.last_on, note=body.note, by=request.user
    )
    return ABSENCE.one(noted)


@router.delete("/absences/{int:key}", response=AbsenceOut, operation_id="withdraw_absence")
@operation("work_leads")
def withdraw_absence(request: Asked, key: int) -> Any:
    """They are not away after all."""
    found = Absence.objects.filter(pk=key).first()
    if found is None:
        raise Http404
    return ABSENCE.one(capacity.withdraw_absence(found, by=request.user))


@router.put("/users/{uuid:key}/capacity", response=CapacityOut, operation_id="change_capacity")
@operation("capacity")
def change_capacity(request: Asked, key: UUID, body: CapacityIn) -> Any:
    """How many leads somebody can take from now on."""
    return capacity.change_capacity(_user(key), by=request.user, **body.model_dump())
