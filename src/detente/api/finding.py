"""Records by the keys that leave the database: UUIDs in addresses and bodies, names for vendors and teams."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404

from detente.crm.capture.models import Campaign, Lead, Vendor
from detente.crm.deals.models import Deal
from detente.crm.objections import N_, Objection, Refused
from detente.crm.people.actions import survivor
from detente.crm.people.models import Account, Person, User
from detente.crm.people.naming import tidy
from detente.crm.people.permissions import openable

Record = TypeVar("Record", bound=Model)
LIVING: dict[type[Model], Callable[[], QuerySet[Any]]] = {
    Lead: lambda: Lead.objects.filter(is_archived=False),
    Deal: lambda: Deal.objects.filter(is_archived=False),
    Person: lambda: Person.objects.filter(is_archived=False),
    Account: lambda: Account.objects.filter(is_archived=False),
    Campaign: lambda: Campaign.objects.filter(is_archived=False),
}


def opened(model: type[Record], key: UUID, user: User) -> Record:
    """The record with this key, a merged one's survivor: 404 when there is none, 403 when it may not be opened."""
    found = LIVING[model]().filter(uuid=key).first()
    if found is None:
        raise Http404
    if getattr(found, "merged_into_id", None):
        found = survivor(found)
    if not openable(model._default_manager.filter(pk=found.pk), user).exists():
        raise PermissionDenied
    return found


def referred(model: type[Record], key: UUID | None, user: User, field: str) -> Record | None:
    """A record that a body names; refused at that field when there is none that this user may open."""
    if key is None:
        return None
    try:
        return opened(model, key, user)
    except (Http404, PermissionDenied):
        raise _no(field, str(key)) from None


def needed(model: type[Record], key: UUID, user: User, field: str) -> Record:
    """As `referred`, for a key that is always there."""
    found = referred(model, key, user, field)
    assert found is not None
    return found


def user_of(key: UUID | None, field: str = "owner") -> User | None:
    """The user with this key; refused when there is none."""
    if key is None:
        return None
    found = User.objects.select_related("team").filter(uuid=key).first()
    if found is None:
        raise _no(field, str(key))
    return found


def vendor_of(name: str | None, user: User) -> Vendor | None:
    """The vendor with this name; a vendor's own user knows only theirs."""
    if not tidy(name):
        return None
    known = Vendor.objects.filter(users=user) if user.is_vendor else Vendor.objects.all()
    found = known.filter(name=tidy(name)).first()
    if found is None:
        raise _no("vendor", str(name))
    return found


def _no(field: str, given: str) -> Refused:
    text = N_("There is no {given} that you may open.")
    return Refused(Objection(f"{field}_unknown", text, field, {"given": given.replace("{", "(")}))
