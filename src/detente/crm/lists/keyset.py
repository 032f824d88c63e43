"""Paging by key: a page starts after the last row of the one before, so deep pages cost what the first one costs.

Unknown values stand last in both directions, on every database alike: known and unknown rows are two stretches,
read one after the other, so that a plain index serves either direction.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import reduce
from itertools import islice
from operator import or_
from typing import Any

from django.db.models import Case, F, Model, Q, QuerySet, When

from detente.crm.lists.bounds import Patience, by_key, found_anyhow, read_through
from detente.crm.lists.fields import Field

_KEYS = 2**63
# What a filter leaves of many rows is looked for along the sort's own index, in growing steps.
FEW = 10_000
_STEPS = (500, 4_000, 16_000, 16_000)
_MOST_AT_ONCE = 100
NEWEST = "arrived_at"
"""Within a group of equals the newest lead stands first, as its indexes have it."""


@dataclass(frozen=True)
class Place:
    """Where a row stands: its value in the sorted field, its key, and its moment where groups are sorted."""

    value: Any
    pk: int
    moment: datetime | None = None

    def text(self) -> str:
        """For the address."""
        value = self.value.isoformat() if isinstance(self.value, date) else self.value
        value = float(value) if isinstance(value, Decimal) else value
        parts = [value, self.pk, *([self.moment.isoformat()] if self.moment else [])]
        return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


def parse_place(text: str, field: Field) -> Place | None:
    """A place from an address; None when it is damaged, and then the list begins at its start."""
    try:
        value, pk, *moment = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        at = datetime.fromisoformat(moment[0]) if moment else None
        place = Place(value if field.groups else _typed(value, field), int(pk), at)
    except (ValueError, TypeError, binascii.Error, OverflowError, RecursionError):
        return None
    is_whole = abs(place.pk) < _KEYS and (at is not None or not field.groups)
    return place if is_whole and (at is None or at.tzinfo) else None


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
    """A sort by one field of the registry and, between equals, by key (in groups by moment, the newest first)."""

    field: Field
    is_descending: bool

    @property
    def text(self) -> str:
        """As the address writes it."""
        return ("-" if self.is_descending else "") + self.field.key

    @property
    def columns(self) -> dict[str, str]:
        """What a row's place is made of, beside its key."""
        if self.field.groups:
            return {":sort": self.field.path, ":moment": NEWEST}
        return {":sort": self.field.column}

    def place(self, row: dict[str, Any]) -> Place:
        """Where a row that was read stands."""
        return Place(row[":sort"], row["id"], row.get(":moment"))

    def stretches(
        self, queryset: QuerySet[Any], place: Place | None = None, *, backwards: bool = False
    ) -> Iterator[QuerySet[Any]]:
        """The rows after `place` (before it, in reverse, when `backwards`), as queries to be read one after another."""
        if self.field.groups:
            yield from self._groups(queryset, place, backwards=backwards)
            return
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

    def at_once(
        self, queryset: QuerySet[Any], place: Place | None = None, *, backwards: bool = False
    ) -> Iterator[QuerySet[Any]]:
        """The same rows, all groups in one query; for reading every row once rather than once for each group."""
        if not self.field.groups or len(values := self._values(place, backwards)) > _MOST_AT_ONCE:
            yield from self.stretches(queryset, place, backwards=backwards)
            return
        groups = [
            self._group(value, place if number == 0 else None, backwards)
            for number, value in enumerate(values)
        ]
        ranks = (When(group, then=number) for number, group in enumerate(map(self._named, values)))
        rows = queryset.filter(reduce(or_, groups, Q(pk__in=[]))).annotate(_rank=Case(*ranks))
        yield rows.order_by("_rank", *self._newest(backwards))

    def _groups(
        self, queryset: QuerySet[Any], place: Place | None, *, backwards: bool
    ) -> Iterator[QuerySet[Any]]:
        for number, value in enumerate(self._values(place, backwards)):
            group = self._group(value, place if number == 0 else None, backwards)
            yield queryset.filter(group).order_by(*self._newest(backwards))

    def _values(self, place: Place | None, backwards: bool) -> list[Any]:
        """The groups from the place on."""
        assert self.field.groups is not None
        values = self.field.groups()
        values = values[::-1] if self.is_descending else values
        values = [*values, *([None] if self.field.nullable else [])]
        values = values[::-1] if backwards else values
        return values[values.index(place.value) if place and place.value in values else 0 :]

    def _group(self, value: Any, place: Place | None, backwards: bool) -> Q:
        """Being in a group, and after the place where that stands in it."""
        if place and place.moment and place.value == value:
            further = _further(NEWEST, "gt" if backwards else "lt", place.moment, place.pk)
            return self._named(value) & further
        return self._named(value)

    def _named(self, value: Any) -> Q:
        return Q(**({self.field.path: value} if value is not None else {f"{self.field.path}__isnull": True}))

    @staticmethod
    def _newest(backwards: bool) -> tuple[str, str]:
        return (NEWEST, "pk") if backwards else (f"-{NEWEST}", "-pk")

    def _known(self, queryset: QuerySet[Any], place: Place | None, *, backwards: bool) -> QuerySet[Any]:
        column, descending = self.field.column, self.is_descending != backwards
        if self.field.nullable:
            queryset = queryset.filter(**{f"{column}__isnull": False})
        if place:
            queryset = queryset.filter(_further(column, "lt" if descending else "gt", place.value, place.pk))
        elif self.field.is_joined:
            # True of every value, and the range by which SQLite walks the other table's index from the start.
            queryset = queryset.filter(**{f"{column}__gte": -_KEYS if self.field.is_numeric else ""})
        by_value = F(column).desc() if descending else F(column).asc()
        return queryset.order_by(by_value, "-pk" if descending else "pk")

    def _unknown(self, queryset: QuerySet[Any], place: Place | None, *, backwards: bool) -> QuerySet[Any]:
        descending = self.is_descending != backwards
        rows = queryset.filter(**{f"{self.field.column}__isnull": True})
        if place:
            rows = rows.filter(**{f"pk__{'lt' if descending else 'gt'}": place.pk})
        return rows.order_by("-pk" if descending else "pk")


def _further(column: str, ahead: str, value: Any, pk: int) -> Q:
    # Written as a range first, so that an index on the column is walked and not the whole table.
    return Q(**{f"{column}__{ahead}e": value}) & (
        Q(**{f"{column}__{ahead}": value}) | Q(**{f"pk__{ahead}": pk})
    )


def read(
    queryset: QuerySet[Any], columns: Mapping[str, str], order: Order, *, limit: int, place: Place | None = None,
    backwards: bool = False, everything: QuerySet[Any] | None = None, answers: list[int] | None = None,
) -> list[dict[str, Any]]:  # fmt: skip
    """At most `limit` rows from `place` on, as dictionaries by the names of `columns` (names -> paths).

    With `backwards` the nearest come first. `answers` are the keys of a filter's answers when there are few (`few`);
    with many, `everything` are the rows before any filter, and no index is walked for long (`bounds`): where another
    table is sorted by or asked, all rows are walked in order and sifted at first, rather than all answers sorted.
    """
    rows = queryset
    if answers is not None:
        base = queryset.model._default_manager.all() if _is_stored(queryset.model, order) else queryset
        queryset = base.filter(pk__in=answers)
    found_in = _keys(queryset, order, limit, place, backwards, everything if answers is None else None)
    keys = list(islice(found_in, limit))
    found = {}
    # The columns only for these rows: sorting many rows is cheap when they are narrow.
    for row in by_key(rows.values_list("pk", *columns.values()), keys):
        found[row[0]] = dict(zip(columns, row[1:], strict=True))
    return [found[pk] for pk in keys if pk in found]


def _keys(
    queryset: QuerySet[Any], order: Order, limit: int, place: Place | None, backwards: bool,
    everything: QuerySet[Any] | None,
) -> Iterator[int]:  # fmt: skip
    if everything is None:
        yield from _first(queryset, order, place, backwards, limit)
    elif order.field.is_joined or (len(queryset.query.alias_map) > 1 and not order.field.groups):
        yield from _sifted(queryset, everything, order, place, backwards, limit)
    else:
        yield from _patiently(queryset, order, place, backwards, limit)


def _is_stored(model: type[Model], order: Order) -> bool:
    """Whether the sorted value is a column of a table, and no expression that only the list's own rows carry."""
    first = (order.field.path if order.field.groups else order.field.column).split("__")[0]
    return first in {field.name for field in model._meta.get_fields()}


def few(queryset: QuerySet[Any], by_row: QuerySet[Any] | None = None) -> list[int] | None:
    """The keys of all answers when they are at most 10,000; None when there are more.

    Read in no order, so that a rare answer among a million rows costs one pass at most. `by_row` is the same
    question as it is best asked when many answer (`conditions.parse`).
    """
    few_of = None if by_row is None else _few_of(by_row)
    keys = found_anyhow(_few_of(queryset), few_of)
    return keys if len(keys) <= FEW else None


def _few_of(queryset: QuerySet[Any]) -> QuerySet[Any]:
    return queryset.order_by().values_list("pk", flat=True)[: FEW + 1]


def _first(
    queryset: QuerySet[Any], order: Order, place: Place | None, backwards: bool, limit: int
) -> Iterator[int]:
    for stretch in order.stretches(queryset, place, backwards=backwards):
        yield from stretch.values_list("pk", flat=True)[:limit]


def _patiently(
    queryset: QuerySet[Any], order: Order, place: Place | None, backwards: bool, limit: int
) -> Iterator[int]:
    """As the database finds them best, unless that takes long: then by reading all rows once."""
    patience, count = Patience(), 0
    for stretch in order.stretches(queryset, place, backwards=backwards):
        found = patience.rows(stretch.values_list("pk", flat=True)[:limit])
        if found is None:
            yield from islice(_through(queryset, order, place, backwards, limit), count, None)
            return
        yield from found
        count += len(found)


def _through(
    queryset: QuerySet[Any], order: Order, place: Place | None, backwards: bool, limit: int
) -> Iterator[int]:
    for rows in order.at_once(queryset, place, backwards=backwards):
        yield from read_through(rows.values_list("pk", flat=True)[:limit])


def _sifted(
    queryset: QuerySet[Any],
    everything: QuerySet[Any],
    order: Order,
    place: Place | None,
    backwards: bool,
    limit: int,
) -> Iterator[int]:
    """All rows in order, in growing steps, and of each step those that answer; at last the answers sorted."""
    for step in _STEPS:
        rows: list[tuple[int, Any]] = []
        for stretch in order.stretches(everything, place, backwards=backwards):
            rows += stretch.values_list("pk", order.field.column)[: step - len(rows)]
            if len(rows) >= step:
                break
        kept = set(by_key(queryset, [pk for pk, _value in rows]).values_list("pk", flat=True))
        yield from (pk for pk, _value in rows if pk in kept)
        if len(rows) < step:
            return
        place = Place(rows[-1][1], rows[-1][0])
    yield from _patiently(queryset, order, place, backwards, limit)


def walk(queryset: QuerySet[Any], columns: Mapping[str, str], order: Order) -> Iterator[dict[str, Any]]:
    """Every row in this order, with only these columns read, a chunk at a time."""
    names = tuple(columns)
    for stretch in order.stretches(queryset):
        for row in stretch.values_list(*columns.values()).iterator(chunk_size=2000):
            yield dict(zip(names, row, strict=True))
