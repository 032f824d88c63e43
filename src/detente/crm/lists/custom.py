"""Fields that a company added, as fields of a list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Case, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from detente.crm.lists.fields import Field, Kind
from detente.crm.people.custom import comparable, custom_fields
from detente.crm.people.models import CustomField, Person
from detente.crm.people.permissions import openable

_KINDS: dict[str, Kind] = {"number": "number", "money": "money", "date": "day", "choice": "choice"}


def added_fields(object_: str, user: Any, *, prefix: str = "", of: str = "") -> Iterator[Field]:
    """The added fields of a kind of record, as `custom.<code>`; `prefix` is the path to the record.

    Persons in them are named as `user` may open them; None is the company itself.

    Fields of a record beside the list's own (`of` names it: "person" on leads) are read there and edited on it.
    """
    for field in custom_fields(object_):
        yield _field(field, user, prefix, of)


def _field(field: CustomField, user: Any, prefix: str, of: str) -> Field:
    name = f"custom_{field.pk}"
    values: dict[str, Any] = {name: comparable(field, prefix=prefix)}
    shown = name
    if field.kind == "money":
        values[f"{name}_currency"] = comparable(field, prefix=prefix, part="currency")
    if field.kind == "person":
        shown = f"{name}_label"
        values[shown] = _named(name, user)
    key = f"{of}.custom.{field.code}" if of else f"custom.{field.code}"
    return Field(
        key, field.name, shown, kind=_KINDS.get(field.kind, "text"), nullable=True, shown=False,
        is_sortable=field.kind != "person" and not of, values=values, custom=field,
        currency=f"{name}_currency" if field.kind == "money" else "",
        options=_choices(field) if field.kind == "choice" else None, edits="" if of else f"custom.{field.code}",
    )  # fmt: skip


def _named(name: str, user: Any) -> Any:
    """The person's name beside their key, so that a list of them stays one query; it is shown, asked and exported."""
    everybody = Person.objects.all()
    may_open = everybody if user is None else openable(everybody, user)
    label = Subquery(may_open.filter(pk=OuterRef(name)).values("label"))
    if may_open is everybody:
        return label
    known = Coalesce(label, Value(_("a person you may not open")))
    return Case(When(**{f"{name}__isnull": True}, then=Value(None)), default=known)


def _choices(field: CustomField) -> Any:
    return lambda: [(choice["code"], choice["name"]) for choice in field.choices]
