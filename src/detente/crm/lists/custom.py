"""Fields that a company added, as fields of a list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import OuterRef, Subquery

from detente.crm.lists.fields import Field, Kind
from detente.crm.people.custom import comparable, custom_fields
from detente.crm.people.models import CustomField, Person

_KINDS: dict[str, Kind] = {"number": "number", "money": "money", "date": "day", "choice": "choice"}


def added_fields(object_: str, *, prefix: str = "", of: str = "") -> Iterator[Field]:
    """The added fields of a kind of record, as `custom.<code>`; `prefix` is the path to the record.

    Fields of a record beside the list's own (`of` names it: "person" on leads) are read there and edited on it.
    """
    for field in custom_fields(object_):
        yield _field(field, prefix, of)


def _field(field: CustomField, prefix: str, of: str) -> Field:
    name = f"custom_{field.pk}"
    values: dict[str, Any] = {name: comparable(field, prefix=prefix)}
    shown = name
    if field.kind == "money":
        values[f"{name}_currency"] = comparable(field, prefix=prefix, part="currency")
    if field.kind == "person":
        shown = f"{name}_label"
        # Named beside its key, so that a list of them stays one query.
        values[shown] = Subquery(Person.objects.filter(pk=OuterRef(name)).values("label"))
    key = f"{of}.custom.{field.code}" if of else f"custom.{field.code}"
    return Field(
        key, field.name, shown, kind=_KINDS.get(field.kind, "text"), nullable=True, shown=False,
        is_sortable=field.kind != "person" and not of, values=values, custom=field,
        currency=f"{name}_currency" if field.kind == "money" else "",
        options=_choices(field) if field.kind == "choice" else None, edits="" if of else f"custom.{field.code}",
    )  # fmt: skip


def _choices(field: CustomField) -> Any:
    return lambda: [(choice["code"], choice["name"]) for choice in field.choices]
