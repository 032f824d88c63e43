"""The registries: for each list the closed set of fields to show, filter and sort by, added fields among them.

leads = registry("leads", user)
rows = leads.rows().filter(parse({"field": "source", "is": "is", "value": "webinar"}, leads))
keyset.read(openable(rows, user), {"id": "pk", "name": "person__label"}, leads.order("-arrived"), limit=50)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from django.db.models import Q, QuerySet

from detente.crm.lists import of_accounts, of_campaigns, of_deals, of_leads, of_people
from detente.crm.lists.custom import added_fields
from detente.crm.lists.fields import Field
from detente.crm.lists.keyset import Order
from detente.crm.lists.words import tidied

SUBJECTS = ("leads", "deals", "accounts", "people", "campaigns")


@dataclass(frozen=True)
class Registry:
    """What can be asked of one list. `base` gives its rows for a user, `search` makes words a condition.

    `default_sort` is a field's key, "-key" descending. `more` are columns that a page needs beside the shown ones.
    """

    subject: str
    fields: Mapping[str, Field]
    default_sort: str
    base: Callable[[Any], QuerySet[Any]]
    search: Callable[[str], Q] | None = None
    more: Mapping[str, str] = field(default_factory=dict)
    user: Any = None

    def get(self, name: str) -> Field | None:
        """The field with this key, or with one that it had before; None when there is none."""
        found = self.fields.get(name)
        return found or next((one for one in self.fields.values() if name in one.aliases), None)

    @property
    def columns(self) -> tuple[Field, ...]:
        """Every field that can be a column."""
        return tuple(one for one in self.fields.values() if one.is_column)

    @property
    def filters(self) -> tuple[Field, ...]:
        """Every field that this reader may filter by; what others own and run is not a vendor's to know."""
        is_vendor = self.user is not None and self.user.is_vendor
        return tuple(one for one in self.fields.values() if one.is_filter and not (is_vendor and one.inner))

    def rows(self) -> QuerySet[Any]:
        """The living rows, with the values of added fields at hand; not yet cut to what the user may open."""
        return self.ready(self.base(self.user))

    def ready(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Rows with the values of added fields at hand; only those that are asked for are computed."""
        for one in self.fields.values():
            for name, expression in (one.values or {}).items():
                rows = rows.annotate(**{name: expression})
        return rows

    def order(self, sort: str) -> Order:
        """The order that `sort` names; the default one for anything that is not in the registry."""
        found = self.get(sort.removeprefix("-"))
        if found is None or not found.is_sortable:
            return self.order(self.default_sort)
        return Order(found, is_descending=sort.startswith("-"))

    def condition(self, given: Mapping[str, str]) -> Q:
        """What simple parameters of an address ask: each field's own, and the searched words under `q`."""
        asked = Q()
        for one in self.fields.values():
            asked &= one.condition(given)
        if self.search and (words := tidied(given.get("q", ""))):
            asked &= self.search(words)
        return asked


def closed(fields: tuple[Field, ...]) -> dict[str, Field]:
    """Fields by key."""
    return {one.key: one for one in fields}


_AREAS: dict[str, tuple[Any, str, str]] = {
    "leads": (of_leads, "-arrived", "lead"),
    "deals": (of_deals, "-opened", "deal"),
    "accounts": (of_accounts, "name", "account"),
    "people": (of_people, "name", "person"),
    "campaigns": (of_campaigns, "-starts", ""),
}


def registry(subject: str, user: Any = None) -> Registry:
    """The registry of leads, deals, accounts, people or campaigns; KeyError for anything else.

    With a `user`, "me" can be asked of owners, and what counts for a campaign is what counts for them.
    """
    area, default_sort, object_ = _AREAS[subject]
    fields = closed(area.FIELDS) | (closed(tuple(added_fields(object_, user))) if object_ else {})
    if subject == "leads":
        fields |= closed(tuple(added_fields("person", user, prefix="person__", of="person")))
    reader = user.pk if user is not None else None
    fields = {key: _for_reader(one, reader) if one.options else one for key, one in fields.items()}
    return Registry(
        subject, fields, default_sort, area.living, search=area.matching, more=area.MORE, user=user
    )


def _for_reader(one: Field, reader: int | None) -> Field:
    """With options that are read once for all who ask this registry: a filter, its words, the cells of a column."""
    return replace(one, options=cache(one.options), me=reader if one.names_user else None)  # type: ignore[arg-type]
