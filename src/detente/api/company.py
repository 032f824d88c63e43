"""The company itself: who asks, users, teams, vendors, and the playbook."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404
from ninja import Router, Schema

from detente.api.gate import Asked, Strict, operation
from detente.api.paging import Listed, keyed, page_of
from detente.api.showing import Shape
from detente.api.values import Word
from detente.crm.capture.models import Vendor
from detente.crm.capture.vendors import add_vendor
from detente.crm.people.actions import organisation
from detente.crm.people.models import Team, User
from detente.crm.people.permissions import scope_of
from detente.crm.people.roles import ABILITIES

router = Router(tags=["Company"])


class UserOut(Schema):
    """Somebody who signs in."""

    id: UUID
    name: str
    email: str
    role: str
    team: str | None
    vendor: str | None
    is_active: bool


class Me(UserOut):
    """Whom the token acts as, what it may do, and whose records it may open (own, team or all)."""

    scopes: list[str]
    abilities: list[str]
    opens: str


class Company(Schema):
    """The organisation: its zone, currency and calendar."""

    name: str
    zone: str
    currency: str
    country: str
    fiscal_month: int
    week_start: int


class TeamOut(Schema):
    """A group of users, and which half of the pipeline it works."""

    name: str
    kind: str


class VendorOut(Schema):
    """A paid supplier of leads or of calling."""

    name: str


class VendorIn(Strict):
    """A new vendor."""

    name: Word


USER = Shape(
    {
        "id": "uuid", "name": "name", "email": "email", "role": "role", "team": "team__name",
        "vendor": "vendor__name", "is_active": "is_active",
    }
)  # fmt: skip
TEAM = Shape({"name": "name", "kind": "kind"})
VENDOR = Shape({"name": "name"})
COMPANY = ("name", "zone", "currency", "country", "fiscal_month", "week_start")


@router.get("/me", response=Me, operation_id="get_me")
@operation("read")
def get_me(request: Asked) -> Any:
    """Whom this token acts as, and what it may do."""
    user = request.user
    abilities = [name for name in ABILITIES if user.may(name)]
    return USER.one(user) | {"scopes": request.token.scopes, "abilities": abilities, "opens": scope_of(user)}


@router.get("/organisation", response=Company, operation_id="get_organisation")
@operation("read")
def get_organisation(request: Asked) -> Any:
    """Name, zone, currency and calendar."""
    found = organisation()
    return {name: getattr(found, name) for name in COMPANY}


@router.get("/users", response=Listed[UserOut], operation_id="list_users")
@operation("read")
@keyed
def list_users(request: Asked) -> Any:
    """Everybody who signs in, those who left too; a vendor's user sees their own colleagues."""
    return page_of(request, _users(request.user), USER)


@router.get("/users/{uuid:key}", response=UserOut, operation_id="get_user")
@operation("read")
def get_user(request: Asked, key: UUID) -> Any:
    """One user."""
    found = _users(request.user).filter(uuid=key).first()
    if found is None:
        raise Http404
    return USER.one(found)


def _users(asking: User) -> Any:
    return User.objects.filter(vendor=asking.vendor_id) if asking.is_vendor else User.objects.all()


@router.get("/teams", response=Listed[TeamOut], operation_id="list_teams")
@operation("read")
@keyed
def list_teams(request: Asked) -> Any:
    """All teams."""
    return page_of(request, Team.objects.all(), TEAM)


@router.get("/vendors", response=Listed[VendorOut], operation_id="list_vendors")
@operation("read")
@keyed
def list_vendors(request: Asked) -> Any:
    """All vendors; a vendor's user sees their own."""
    user = request.user
    vendors = Vendor.objects.filter(users=user) if user.is_vendor else Vendor.objects.all()
    return page_of(request, vendors, VENDOR)


@router.post("/vendors", response={201: VendorOut}, operation_id="add_vendor")
@operation("settings", scope="settings")
def post_vendor(request: Asked, body: VendorIn) -> Any:
    """A new vendor; two of one name would split their leads."""
    return VENDOR.one(add_vendor(body.name, by=request.user))
