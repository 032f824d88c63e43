"""What an address asks of a list: the registry's filters, with the keys that leave the database.

Whatever the registry does not know is refused by name: a misspelt filter must not answer with everything.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from typing import Any
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model, QuerySet

from detente.crm.lists import conditions
from detente.crm.lists.fields import ME, NOBODY, Field, parse_day
from detente.crm.lists.keyset import Order
from detente.crm.lists.registry import Registry
from detente.crm.objections import N_, Objection, check


class Question:
    """One question to one list; `besides` are parameters that ask something else, `without` may not stand here."""

    def __init__(
        self,
        registry: Registry,
        given: Mapping[str, str],
        *,
        besides: Collection[str] = (),
        without: Collection[str] = (),
    ) -> None:
        self.registry, self.given = registry, given
        self.besides = {"q", "sort", "where", *besides} - {*without}

    @cached_property
    def all_rows(self) -> QuerySet[Any]:
        """The rows of the list before any filter."""
        return self.registry.rows()

    @cached_property
    def rows(self) -> QuerySet[Any]:
        """The rows that answer; not yet cut to what the user may open."""
        rows, condition = self.all_rows, self.registry.condition(self.simple())
        document = conditions.read(self.given.get("where", ""))
        if document:
            condition &= conditions.parse(self.document(document), self.registry)
        return rows.filter(condition) if condition else rows

    def simple(self) -> dict[str, str]:
        """The parameters with inner keys; `Refused` for those that the list does not know."""
        check(list(self._objections()))
        return {name: self._inner(name, value) for name, value in self.given.items()}

    @cached_property
    def order(self) -> Order:
        """The order asked for."""
        return self.registry.order(self.given.get("sort", ""))

    def _filters(self) -> dict[str, Field]:
        """Every name by which this reader may filter, with its field."""
        return {name: one for one in self.registry.filters for name in one.names}

    def _objections(self) -> Iterator[Objection]:
        known = self._filters()
        for name in self.given:
            if name not in known and name not in self.besides:
                text = N_("There is no filter {name} here; /api/lists/{subject} names them.")
                values = {"name": name[:60], "subject": self.registry.subject}
                yield Objection("filter_unknown", text, name[:60], values)
            elif name in known and known[name].kind in ("instant", "day") and not parse_day(self.given[name]):
                text = N_("{name}: write the day like 2026-01-31.")
                yield Objection("day_unreadable", text, name, {"name": name})
        if (sort := self.given.get("sort")) and not self._is_sortable(sort):
            text = N_("This list can't be sorted by {sort}.")
            yield Objection("sort_unknown", text, "sort", {"sort": sort[:60]})

    def _is_sortable(self, sort: str) -> bool:
        found = self.registry.get(sort.removeprefix("-"))
        return found is not None and found.is_sortable

    def _inner(self, name: str, value: str) -> str:
        field = self._filters().get(name)
        return str(self._key_of(field, value)) if field else value

    def document(self, document: dict[str, Any]) -> dict[str, Any]:
        """A `where` with inner keys, in its place; fields that this reader may not ask by become unknown ones."""
        known = {one.key for one in self.registry.filters} | {
            alias for one in self.registry.filters for alias in one.aliases
        }
        for leaf in conditions.leaves(document):
            if isinstance(leaf.get("field"), str) and leaf["field"] in known:
                leaf["value"] = self._keys_of(self.registry.get(leaf["field"]), leaf.get("value"))
            else:
                leaf["field"] = f"?{leaf.get('field')}"[:60]
        return document

    def _keys_of(self, field: Field | None, value: Any) -> Any:
        if isinstance(value, list):
            return [self._key_of(field, one) for one in value]
        return self._key_of(field, value)

    def _key_of(self, field: Field | None, value: Any) -> Any:
        """The inner key where a value names another record: by its UUID, or a vendor or team by name."""
        model = related(self.registry.rows().model, field.path) if field and field.options else None
        if model is None or not isinstance(value, str) or value in ("", ME, NOBODY):
            return value
        names = {one.name for one in model._meta.get_fields()}
        by = {"uuid": _as_uuid(value)} if "uuid" in names else {"name": value}
        key = model._default_manager.filter(**by).values_list("pk", flat=True).first()
        return 0 if key is None else key


def _as_uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def related(model: type[Model], path: str) -> type[Model] | None:
    """The model that a path of the registry leads to; None when it ends in a plain column."""
    found: Any = model
    for name in path.split("__"):
        try:
            found = found._meta.get_field(name).related_model if found else None
        except FieldDoesNotExist:
            return None
        if found is None:
            return None
    return found
