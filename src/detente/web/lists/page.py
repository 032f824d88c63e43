"""A list as a page asks for it: filters from the address, columns, one page of rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

from django.db.models import Model, QuerySet

from detente.crm.lists import keyset
from detente.crm.lists.fields import Field
from detente.crm.lists.keyset import parse_place
from detente.crm.lists.registry import Registry
from detente.crm.people.permissions import openable
from detente.web.access import Request
from detente.web.lists.chips import chips
from detente.web.lists.columns import paths_of, shown_of
from detente.web.lists.question import SHAPE, Question
from detente.web.numbers import number
from detente.web.query import with_query

COUNT_UP_TO = keyset.FEW
PAGE_SIZE = 50


class Page:
    """One page of a list, and what a template shows around it."""

    def __init__(
        self, registry: Registry, request: Request, queryset: QuerySet[Model], *, page_size: int | None = None,
        defaults: Iterable[str] = (), figures: tuple[Field, ...] = (),
    ) -> None:  # fmt: skip
        self.registry, self.request, self.page_size = registry, request, page_size or PAGE_SIZE
        self.question = Question(registry, request.GET.dict())
        self._all = queryset
        self.everything = self.question.of(queryset)
        self.allowed = openable(self.everything, request.user)
        by_row = self.question.by_row(queryset)
        self._by_row = None if by_row is None else openable(by_row, request.user)
        self.order = registry.order(request.GET.get("sort", ""))
        self.fields = shown_of(registry, request.GET.get("columns", ""), defaults, figures)
        self._after = parse_place(request.GET.get("after", ""), self.order.field)
        self._before = parse_place(request.GET.get("before", ""), self.order.field)

    @cached_property
    def _found(self) -> tuple[list[dict[str, Any]], bool]:
        """The rows in order, and whether there are more in the direction of travel."""
        backwards = self._before is not None
        # Where answers are not few, one of the next rows is one.
        rows = self.allowed if self._by_row is None or self._few is not None else self._by_row
        found = keyset.read(
            rows, paths_of(self.registry, self.fields) | self.order.columns, self.order,
            limit=self.page_size + 1, place=self._before or self._after, backwards=backwards,
            everything=None if self.allowed is self._all else self._all, answers=self._few,
        )  # fmt: skip
        kept, has_more = found[: self.page_size], len(found) > self.page_size
        return (kept[::-1] if backwards else kept), has_more

    @cached_property
    def _few(self) -> list[int] | None:
        """The keys of a filter's answers when these are few; None without a filter, or with many."""
        return None if self.allowed is self._all else keyset.few(self.allowed, self._by_row)

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
        return self.order.place(self.rows[index]).text()

    @cached_property
    def count(self) -> int:
        """How many rows answer, counted up to 10,001; when all stand on this page, they are not counted again."""
        if self._few is not None:
            return len(self._few)
        if self.allowed is not self._all:
            return COUNT_UP_TO + 1
        if self._after is None and self._before is None and not self._found[1]:
            return len(self.rows)
        return self.allowed.order_by().values("pk")[: COUNT_UP_TO + 1].count()

    @property
    def total(self) -> str:
        """The count in words: "842" or "10,000+"."""
        return number(min(self.count, COUNT_UP_TO)) + ("+" if self.count > COUNT_UP_TO else "")

    @cached_property
    def hidden(self) -> int:
        """How many rows answer that this user may not open (none for a vendor, whose world is their own)."""
        if self.request.user.is_vendor or self.allowed is self.everything:
            return 0
        others = self.everything.exclude(pk__in=self.allowed.values("pk"))
        return others.order_by().values("pk")[: COUNT_UP_TO + 1].count()

    @property
    def sort(self) -> str:
        """The sort in effect, as the address writes it."""
        return self.order.text

    @property
    def columns(self) -> list[dict[str, Any]]:
        """The heads, for the table macro."""
        return [
            {"key": f.key, "label": f.label, "sortable": f.is_sortable, "numeric": f.is_numeric}
            for f in self.fields
        ]

    def choices(self, key: str) -> list[tuple[str, Any]]:
        """The options of a filter, "none" among them where the field may be empty."""
        return self.registry.fields[key].choices()

    def chosen(self, key: str) -> str:
        """What the address says for a filter."""
        field = self.registry.fields.get(key)
        return field.chosen(self.question.given) if field else self.question.given.get(key, "")

    @property
    def is_asked(self) -> bool:
        """Whether the address asks for anything but all."""
        return any(value for name, value in self.question.given.items() if name not in SHAPE)

    @cached_property
    def filters(self) -> list[dict[str, Any]]:
        """What is filtered now in words, each with the address that takes it away (for `filters_set`)."""
        return list(chips(self.question, self.request))

    @property
    def clear(self) -> str:
        """The address without any filter; columns and sort stay."""
        return with_query(self.request, **dict.fromkeys(self._asking), changed=self.changed)

    @property
    def changed(self) -> str | None:
        """What marks an address as another than its saved view's, even when it asks for nothing."""
        return "1" if self.request.GET.get("view") else None

    @property
    def _asking(self) -> Iterator[str]:
        return (name for name in self.question.given if name not in SHAPE)
