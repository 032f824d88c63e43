"""Persons: listed, opened, added and changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Router, Schema
from ninja.responses import Status

from detente.api import custom
from detente.api.etags import expected_version
from detente.api.finding import opened, referred
from detente.api.gate import Asked, Strict, operation
from detente.api.paging import Listed, listed, page_of
from detente.api.showing import Reference, Shape, made, show
from detente.api.values import Address, Country, Line, Title, Word
from detente.crm.people.actions import add_person, change_person
from detente.crm.people.models import Account, Person

router = Router(tags=["People"])


class PersonOut(Schema):
    """A human we know."""

    id: UUID
    version: int
    name: str
    label: str
    email: str | None
    phone: str | None
    title: str | None
    country: str | None
    account: Reference | None
    custom: dict[str, Any]
    created_at: datetime
    erased_at: datetime | None
    url: str


SHAPE = Shape(
    {
        "id": "uuid", "version": "version", "name": "name", "label": "label", "email": "email", "phone": "phone",
        "title": "title", "country": "country", "account.id": "account__uuid", "account.name": "account__name",
        "custom": "custom", "created_at": "created_at", "erased_at": "erased_at",
    },
    page="/people/{}/",
)  # fmt: skip


class PersonChange(Strict):
    """Fields that get new values; null takes one away."""

    name: Line = ""
    email: Address | None = None
    phone: Word | None = None
    title: Title | None = None
    country: Country | None = None
    account: UUID | None = None
    custom: dict[str, Any] = {}


class PersonIn(PersonChange):
    """A person known other than by a lead."""


def _fields(request: Asked, body: PersonChange) -> tuple[dict[str, Any], dict[str, Any]]:
    """The act's own fields, and the added ones."""
    given = body.model_dump(exclude_unset=True)
    if "account" in given:
        given["account"] = referred(Account, given["account"], request.user, "account")
    if given.get("country"):
        given["country"] = given["country"].upper()
    return given, given.pop("custom", {})


@router.get("/people", response=Listed[PersonOut], operation_id="list_people")
@operation("read")
@listed("people")
def list_people(request: Asked) -> Any:
    """Persons, merged ones left out."""
    return page_of(request, "people", SHAPE)


@router.post("/people", response={201: PersonOut}, operation_id="add_person")
@operation("edit_people")
def post_person(request: Asked, response: HttpResponse, body: PersonIn) -> Status[Any]:
    """Add a person; an address that somebody has already is refused."""
    given, added = _fields(request, body)
    person = add_person(by=request.user, **given)
    if added:
        custom.change(person, added, by=request.user)
    return made(response, SHAPE.one(person), "people")


@router.get("/people/{uuid:key}", response=PersonOut, operation_id="get_person")
@operation("read")
def get_person(request: Asked, response: HttpResponse, key: UUID) -> Any:
    """One person; for a merged one, the person they live on in."""
    return show(request, response, SHAPE.one(opened(Person, key, request.user)))


@router.patch("/people/{uuid:key}", response=PersonOut, operation_id="change_person")
@operation("edit_people", takes_version=True)
def patch_person(request: Asked, response: HttpResponse, key: UUID, body: PersonChange) -> Any:
    """Change fields of a person."""
    person, version = opened(Person, key, request.user), expected_version(request)
    given, added = _fields(request, body)
    person = change_person(person, by=request.user, version=version, **given)
    if added:
        custom.change(person, added, by=request.user)
    return show(request, response, SHAPE.one(person))
