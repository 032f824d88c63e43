"""Paging by key: a page starts after the last row of the one before, so deep pages cost what the first one costs.

Unknown values stand last in both directions, on every database alike.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Model, Q, QuerySet

from detente.web.lists.fields import Field


@dataclass(frozen=True)
class Place:
    """Where a row stands in the list: its value in the sorted field, and its key."""

    value: Any
    pk: int

    def text(self) -> str:
        """For the address."""
        value = self.value.isoformat() if isinstance(self.value, date) else self.value
        return base64.urlsafe_b64encode(json.dumps([value, self.pk]).encode()).decode().rstrip("=")


def parse_place(text: str, field: Field) -> Place | None:
    """A place from an address; None when it is damaged, and then the list begins at its start."""
    try:
        value, pk = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        return Place(_typed(value, field), int(pk))
    except (ValueError, TypeError, binascii.Error):
        return None


def _typed(value: Any, field: Field) -> Any:
    if value is None:
        return None
    if field.kind == "instant":
        return datetime.fromisoformat(value)
    if field.kind == "day":
        return date.fromisoformat(value)
    if field.kind == "number":
        return value + 0
    return str(value)


@dataclass(frozen=True)
class Order:
    """A sort by one field of the registry and, between equals, by key."""

    field: Field
    is_descending: bool

    def sorted(self, queryset: QuerySet[Model], *, backwards: bool = False) -> QuerySet[Model]:
        """Rows in this order, or in its exact reverse."""
        descending = self.is_descending != backwards
        column = F(self.field.column)
        nulls = {("nulls_first" if backwards else "nulls_last"): True} if self.field.nullable else {}
        by_value = column.desc(**nulls) if descending else column.asc(**nulls)
        return queryset.order_by(by_value, "-pk" if descending else "pk")

    def beyond(self, place: Place, *, backwards: bool = False) -> Q:
        """Rows after `place` in this order; before it when `backwards`."""
        column, ahead = self.field.column, "lt" if self.is_descending != backwards else "gt"
        if place.value is None:
            same = Q(**{f"{column}__isnull": True, f"pk__{ahead}": place.pk})
            return same | Q(**{f"{column}__isnull": False}) if backwards else same
        # Written as a range first, so that an index on the column is walked and not the whole table.
        further = Q(**{f"{column}__{ahead}e": place.value}) & (
            Q(**{f"{column}__{ahead}": place.value}) | Q(**{f"pk__{ahead}": place.pk})
        )
        if self.field.nullable and not backwards:
            return further | Q(**{f"{column}__isnull": True})
        return further
