"""Paging by key: a page starts after the last row of the one before, so deep pages cost what the first one costs.

Unknown values stand last in both directions, on every database alike: known and unknown rows are two stretches,
read one after the other, so that a plain index serves either direction.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet

from detente.crm.lists.fields import Field


@dataclass(frozen=True)
class Place:
    """Where a row stands in the list: its value in the sorted field, and its key."""

    value: Any
    pk: int

    def text(self) -> str:
        """For the address."""
        value = self.value.isoformat() if isinstance(self.value, date) else self.value
        value = float(value) if isinstance(value, Decimal) else value
        return base64.urlsafe_b64encode(json.dumps([value, self.pk]).encode()).decode().rstrip("=")


_KEYS = 2**63


def parse_place(text: str, field: Field) -> Place | None:
    """A place from an address; None when it is damaged, and then the list begins at its start."""
    try:
        value, pk = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        place = Place(_typed(value, field), int(pk))
    except (ValueError, TypeError, binascii.Error, OverflowError):
        return None
    return place if abs(place.pk) < _KEYS else None


def _typed(value: Any, field: Field) -> Any:
    if value is None:
        return None
    if field.kind == "instant":
        return datetime.fromisoformat(value)
    if field.kind == "day" and not field.custom:
        return date.fromisoformat(value)
    if field.kind == "flag":
        return bool(value)
    if field.kind in ("number", "money"):
        number = value + 0
        if not -_KEYS < number < _KEYS:
            raise ValueError
        return number
    return str(value).replace("\x00", "")


@dataclass(frozen=True)
class Order:
    """A sort by one field of the registry and, between equals, by key."""

    field: Field
    is_descending: bool

    @property
    def text(self) -> str:
        """As the address writes it."""
        return ("-" if self.is_descending else "") + self.field.key

    def stretches(
        self, queryset: QuerySet[Any], place: Place | None = None, *, backwards: bool = False
    ) -> Iterator[QuerySet[Any]]:
        """The rows after `place` (before it, in reverse, when `backwards`): the known ones and the unknown ones."""
        is_unknown = place is not None and place.value is None
        known = self._known(queryset, None if is_unknown else place, backwards=backwards)
        if not self.field.nullable:
            yield known
            return
        unknown = self._unknown(queryset, place if is_unknown else None, backwards=backwards)
        if backwards:
            if is_unknown or place is None:
                yield unknown
            yield known
        else:
            if not is_unknown:
                yield known
            yield unknown

    def _known(self, queryset: QuerySet[Any], place: Place | None, *, backwards: bool) -> QuerySet[Any]:
        column, descending = self.field.column, self.is_descending != backwards
        if self.field.nullable:
            queryset = queryset.filter(**{f"{column}__isnull": False})
        if place:
            queryset = queryset.filter(self._beyond(place, "lt" if descending else "gt"))
        by_value = F(column).desc() if descending else F(column).asc()
        return queryset.order_by(by_value, "-pk" if descending else "pk")

    def _beyond(self, place: Place, ahead: str) -> Q:
        # Written as a range first, so that an index on the column is walked and not the whole table.
        column = self.field.column
        return Q(**{f"{column}__{ahead}e": place.value}) & (
            Q(**{f"{column}__{ahead}": place.value}) | Q(**{f"pk__{ahead}": place.pk})
        )

    def _unknown(self, queryset: QuerySet[Any], place: Place | None, *, backwards: bool) -> QuerySet[Any]:
        descending = self.is_descending != backwards
        rows = queryset.filter(**{f"{self.field.column}__isnull": True})
        if place:
            rows = rows.filter(**{f"pk__{'lt' if descending else 'gt'}": place.pk})
        return rows.order_by("-pk" if descending else "pk")


def read(
    queryset: QuerySet[Any], columns: dict[str, str], order: Order, *, limit: int, place: Place | None = None,
    backwards: bool = False,
) -> list[dict[str, Any]]:  # fmt: skip
    """At most `limit` rows from `place` on, as dictionaries by the names of `columns` (names -> paths).

    With `backwards` the nearest come first.
    """
    found: list[dict[str, Any]] = []
    for stretch in order.stretches(queryset, place, backwards=backwards):
        if len(found) < limit:
            rows = stretch.values_list(*columns.values())[: limit - len(found)]
            found += [dict(zip(columns, row, strict=True)) for row in rows]
    return found


def walk(queryset: QuerySet[Any], columns: dict[str, str], order: Order) -> Iterator[dict[str, Any]]:
    """Every row in this order, with only these columns read, a chunk at a time."""
    names = tuple(columns)
    for stretch in order.stretches(queryset):
        for row in stretch.values_list(*columns.values()).iterator(chunk_size=2000):
            yield dict(zip(names, row, strict=True))
