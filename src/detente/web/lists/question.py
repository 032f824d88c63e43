"""What an address asks of a list."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from detente.crm.lists import conditions
from detente.crm.lists.conditions import parse, read
from detente.crm.lists.registry import Registry
from detente.crm.objections import Refused
from detente.web.words import said

SHAPE = ("sort", "columns", "view", "changed", "after", "before")
"""Parameters that say how a list looks, not what it asks."""


class Question:
    """What an address asks of a list: simple parameters, and a document with and / or under `where`."""

    def __init__(self, registry: Registry, given: dict[str, str]) -> None:
        self.registry, self.given = registry, given
        self.where: dict[str, Any] | None = None
        self.mistake = ""
        self.condition = registry.condition(given)
        try:
            self.where = read(given.get("where", ""))
            self.condition &= parse(self.where, registry)
        except Refused as refused:
            # What cannot be read asks for nothing that exists, not for everything.
            self.mistake, self.condition = said(refused), Q(pk__in=[])

    def of(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that answer."""
        return queryset.filter(self.condition) if self.condition else queryset

    def by_row(self, queryset: QuerySet[Any]) -> QuerySet[Any] | None:
        """The rows that answer, asked as is best when they are many; None where there is only one way to ask."""
        if self.mistake or not conditions.asks_beside(self.where, self.registry):
            return None
        simple = self.registry.condition(self.given)
        return queryset.filter(simple & parse(self.where, self.registry, by_row=True))
