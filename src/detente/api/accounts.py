"""Accounts: listed, opened, added and changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import Router, Schema
from ninja.responses import Status
from pydantic import Field

from detente.api import custom
from detente.api.etags import expected_version
from detente.api.finding import opened, user_of
from detente.api.gate import Asked, Strict, operation
from detente.api.paging import Listed, listed, page_of
from detente.api.showing import Reference, Shape, made, show
from detente.api.values import Country, Domain, Line, Word
from detente.crm.people.actions import add_account, change_account
from detente.crm.people.models import Account

router = Router(tags=["Accounts"])
LARGEST_STAFF = 2**31 - 1


class AccountOut(Schema):
    """An organisation we know."""

    id: UUID
    version: int
    name: str
    domain: str | None
    type: str
    is_named: bool
    owner: Reference | None
    industry: str | None
    country: str | None
    city: str | None
    employees: int | None
    revenue_minor: int | None
    website: str | None
    custom: dict[str, Any]
    created_at: datetime
    url: str


SHAPE = Shape(
    {
        "id": "uuid", "version": "version", "name": "name", "domain": "domain", "type": "type",
        "is_named": "is_named", "owner.id": "owner__uuid", "owner.name": "owner__name", "industry": "industry",
        "country": "country", "city": "city", "employees": "employees", "revenue_minor": "revenue_minor",
        "website": "website", "custom": "custom", "created_at": "created_at",
    },
    page="/accounts/{}/",
)  # fmt: skip


class AccountFields(Strict):
    """What an account has besides its name."""

    domain: Domain | None = None
    type: Literal["prospect", "customer", "partner"] = "prospect"
    is_named: bool = False
    owner: UUID | None = None
    industry: Word | None = None
    country: Country | None = None
    city: Word | None = None
    employees: int | None = Field(None, ge=0, le=LARGEST_STAFF)
    website: Line | None = None
    custom: dict[str, Any] = {}


class AccountIn(AccountFields):
    """A new account."""

    name: Line


class AccountChange(AccountFields):
    """Fields that get new values; null takes one away."""

    name: Line = Field("", min_length=1)


def _fields(body: AccountFields) -> tuple[dict[str, Any], dict[str, Any]]:
    """The act's own fields, and the added ones."""
    given = body.model_dump(exclude_unset=True)
    if "owner" in given:
        given["owner"] = user_of(given["owner"])
    if given.get("country"):
        given["country"] = given["country"].upper()
    return given, given.pop("custom", {})


@router.get("/accounts", response=Listed[AccountOut], operation_id="list_accounts")
@operation("read")
@listed("accounts")
def list_accounts(request: Asked) -> Any:
    """Accounts, merged ones left out."""
    return page_of(request, "accounts", SHAPE)


@router.post("/accounts", response={201: AccountOut}, operation_id="add_account")
@operation("edit_people")
def post_account(request: Asked, response: HttpResponse, body: AccountIn) -> Status[Any]:
    """Add an account; its domain may belong to no other."""
    given, added = _fields(body)
    account = add_account(given.pop("name"), by=request.user, **given)
    if added:
        custom.change(account, added, by=request.user)
    return made(response, SHAPE.one(account), "accounts")


@router.get("/accounts/{uuid:key}", response=AccountOut, operation_id="get_account")
@operation("read")
def get_account(request: Asked, response: HttpResponse, key: UUID) -> Any:
    """One account; for a merged one, the account it lives on in."""
    return show(request, response, SHAPE.one(opened(Account, key, request.user)))


@router.patch("/accounts/{uuid:key}", response=AccountOut, operation_id="change_account")
@operation("edit_people", takes_version=True)
def patch_account(request: Asked, response: HttpResponse, key: UUID, body: AccountChange) -> Any:
    """Change fields of an account."""
    account, version = opened(Account, key, request.user), expected_version(request)
    given, added = _fields(body)
    account = change_account(account, by=request.user, version=version, **given)
    if added:
        custom.change(account, added, by=request.user)
    return show(request, response, SHAPE.one(account))
