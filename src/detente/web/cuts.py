"""The first rows of a list on a page, with how many there are and how many the reader may not open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from detente.crm.history.models import Event
from detente.crm.models import Deal, Lead
from detente.crm.people.permissions import openable, scope_of


@dataclass(frozen=True)
class Cut:
    """`rows` of the `total` that the reader may open; `hidden` more they may not."""

    rows: list[Any]
    total: int
    hidden: int


def cut(queryset: QuerySet[Any], user: Any, *columns: str, at_most: int = 50) -> Cut:
    """The first rows of `queryset` as dictionaries with `columns`. A vendor's world is their own: nothing hidden."""
    allowed = openable(queryset, user)
    rows = list(allowed.values(*columns)[:at_most])
    total = len(rows) if len(rows) < at_most else allowed.count()
    hidden = 0 if user.is_vendor or allowed is queryset else queryset.count() - total
    return Cut(rows, total, hidden)


def openable_events(events: QuerySet[Event], user: Any) -> QuerySet[Event]:
    """Events cut to those of leads and deals that may be opened; a vendor sees only what their leads went through."""
    if user.is_vendor:
        return events.filter(lead__in=openable(Lead.objects.all(), user).values("pk"))
    if scope_of(user) == "all":
        return events
    for field, model in (("lead", Lead), ("deal", Deal)):
        mine = openable(model.objects.all(), user).values("pk")
        events = events.filter(**{f"{field}__isnull": True}) | events.filter(**{f"{field}__in": mine})
    return events
