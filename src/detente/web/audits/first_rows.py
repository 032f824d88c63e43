"""The first records of a finding, as this reader may see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from detente.crm.lists.registry import registry
from detente.crm.people.models import User
from detente.crm.people.permissions import openable

SHOWN = 15
_BESIDE: dict[str, tuple[str, ...]] = {
    "leads": ("person", "account", "owner"), "deals": ("account", "owner"), "accounts": ("owner",),
    "people": ("account",),
}  # fmt: skip
_ORDER = {"leads": "-arrived_at", "deals": "-opened_at", "accounts": "name", "people": "label"}
PAGES = {"leads": "lead", "deals": "deal", "accounts": "account", "people": "person"}


@dataclass(frozen=True)
class Rows:
    """The first records, and how many of all this reader may not open."""

    records: list[Any]
    page: str
    hidden: int


def first_rows(object_: str, keys: Any, user: User) -> Rows:
    """The newest records among `keys`."""
    all_: QuerySet[Any] = registry(object_).base(None).filter(pk__in=keys)
    allowed = openable(all_, user)
    records = list(allowed.select_related(*_BESIDE[object_]).order_by(_ORDER[object_], "-pk")[:SHOWN])
    hidden = 0 if allowed is all_ else all_.count() - allowed.count()
    return Rows(records, PAGES[object_], hidden)
