"""A list as a page asks for it: registry, search, filters from the address, one page of rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from dataclasses import field as default
from functools import cached_property
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from detente.crm.people.permissions import openable
from detente.web.access import Request
from detente.web.lists.fields import NOBODY, Field
from detente.web.lists.keyset import Order, Place, parse_place
from detente.web.numbers import number
from detente.web.query import with_query

COUNT_UP_TO = 10_000


def searched(text: str) -> str:
    """The words of a search box, tidied; a database takes no NUL."""
    return " ".join(text.replace("\x00", " ").split())[:200]


@dataclass(frozen=True)
class Listing:
    """What can be asked of a list. `more` are columns that rows carry beside the fields, by name.

    `search` turns the searched words into a condition; `default_sort` is a field's key, "-key" descending.
    """

    fields: tuple[Field, ...]
    default_sort: str
    search: Callable[[str], Q] | None = None
    more: dict[str, str] = default(default_factory=dict)
    page_size: int = 50

    @cached_property
    def by_key(self) -> dict[str, Field]:
        """The registry by key."""
        return {field.key: field for field in self.fields}

    @cached_property
    def row_columns(self) -> dict[str, str]:
        """Column paths by the names that a row carries; `id` is always there."""
        return {"id": "pk"} | {field.key: field.column for field in self.fields} | self.more

    def order(self, sort: str) -> Order:
        """The order that `sort` names; the default one for anything that is not in the registry."""
        field = self.by_key.get(sort.removeprefix("-"))
        if field is None or not field.sortable:
            return self.order(self.default_sort)
        return Order(field, is_descending=sort.startswith("-"))

    def filtered(self, queryset: QuerySet[Any], request: Request) -> QuerySet[Any]:
        """`queryset` cut by the address's filters and search."""
        given = request.GET.dict()
        for field in self.fields:
            if condition := field.condition(given):
                queryset = queryset.filter(condition)
        if self.search and (words := searched(given.get("q", ""))):
            queryset = queryset.filter(self.search(words))
        return queryset

    def page(self, request: Request, queryset: QuerySet[Any]) -> Page:
        """The page that the address asks for, of the rows that this user may open."""
        return Page(self, request, self.filtered(queryset, request))

    def rows(self, queryset: QuerySet[Any]) -> Iterator[dict[str, Any]]:
        """Rows as dictionaries by `row_columns`, with only those columns read."""
        names = tuple(self.row_columns)
        for row in queryset.values_list(*self.row_columns.values()).iterator(chunk_size=2000):
            yield dict(zip(names, row, strict=True))

    def export(self, request: Request, queryset: QuerySet[Any]) -> Iterator[dict[str, Any]]:
        """Every openable row in the asked order, for a file."""
        allowed = openable(self.filtered(queryset, request), request.user)
        return self.rows(self.order(request.GET.get("sort", "")).sorted(allowed))


class Page:
    """One page of a list, and what a template shows around it."""

    def __init__(self, listing: Listing, request: Request, filtered: QuerySet[Model]) -> None:
        self.listing, self.request = listing, request
        self.everything, self.allowed = filtered, openable(filtered, request.user)
        self.order = listing.order(request.GET.get("sort", ""))
        self._after = parse_place(request.GET.get("after", ""), self.order.field)
        self._before = parse_place(request.GET.get("before", ""), self.order.field)

    @cached_property
    def _found(self) -> tuple[list[dict[str, Any]], bool]:
        """The rows in order, and whether there are more in the direction of travel."""
        backwards = self._before is not None
        place = self._before or self._after
        rows = self.order.sorted(self.allowed, backwards=backwards)
        if place:
            rows = rows.filter(self.order.beyond(place, backwards=backwards))
        found = list(self.listing.rows(rows[: self.listing.page_size + 1]))
        kept, has_more = found[: self.listing.page_size], len(found) > self.listing.page_size
        return (kept[::-1] if backwards else kept), has_more

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The rows of this page."""
        return self._found[0]

    @property
    def older(self) -> str | None:
        """The address of the next page, or None at the end."""
        has_next = self._found[1] or self._before is not None
        return with_query(self.request, after=self._place(-1)) if self.rows and has_next else None

    @property
    def newer(self) -> str | None:
        """The address of the page before, or None at the start."""
        has_previous = self._found[1] if self._before is not None else self._after is not None
        return with_query(self.request, before=self._place(0)) if self.rows and has_previous else None

    def _place(self, index: int) -> str:
        row = self.rows[index]
        return Place(row[self.order.field.key], row["id"]).text()

    @cached_property
    def count(self) -> int:
        """How many rows answer, counted up to 10,001; when all stand on this page, they are not counted again."""
        if self._after is None and self._before is None and not self._found[1]:
            return len(self.rows)
        return self.allowed.order_by()[: COUNT_UP_TO + 1].count()

    @property
    def total(self) -> str:
        """The count in words: "842" or "10,000+"."""
        return number(min(self.count, COUNT_UP_TO)) + ("+" if self.count > COUNT_UP_TO else "")

    @cached_property
    def hidden(self) -> int:
        """How many rows answer that this user may not open (none for a vendor, whose world is their own)."""
        if self.request.user.is_vendor or self.allowed is self.everything:
            return 0
        return self.everything.exclude(pk__in=self.allowed.values("pk")).order_by()[: COUNT_UP_TO + 1].count()

    @property
    def sort(self) -> str:
        """The sort in effect, as the address writes it."""
        return ("-" if self.order.is_descending else "") + self.order.field.key

    @property
    def columns(self) -> list[dict[str, Any]]:
        """The heads, for the table macro."""
        return [
            {"key": f.key, "label": f.label, "sortable": f.sortable, "numeric": f.is_numeric}
            for f in self.listing.fields
            if f.shown
        ]

    def choices(self, key: str) -> list[tuple[str, Any]]:
        """The options of a filter, "none" among them where the field may be empty."""
        field = self.listing.by_key[key]
        options = [(str(value), label) for value, label in (field.options() if field.options else ())]
        return [*options, (NOBODY, _("none"))] if field.nullable else options

    def chosen(self, key: str) -> str:
        """What the address says for a filter."""
        return self.request.GET.get(key, "")

    @property
    def filters(self) -> list[dict[str, Any]]:
        """What is filtered now, each with the address that takes it away (for `filters_set`)."""
        return [
            {"label": field.label, "value": said, "href": with_query(self.request, **dict.fromkeys(names))}
            for field in self.listing.fields
            for names, said in [self._said(field)]
            if said
        ]

    def _said(self, field: Field) -> tuple[list[str], Any]:
        if field.kind in ("instant", "day"):
            names = [f"{field.key}_from", f"{field.key}_to"]
            return names, " – ".join(filter(None, map(self.chosen, names)))
        wanted = self.chosen(field.key) if field.options else ""
        return [field.key], dict(self.choices(field.key)).get(wanted, wanted) if wanted else ""

    @property
    def clear(self) -> str:
        """The address without any filter."""
        return self.request.path
