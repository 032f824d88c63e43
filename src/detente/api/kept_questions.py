"""Questions that are kept: with the inner keys that pages ask by, and outside with those that leave the database."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from detente.api.questions import Question, related
from detente.crm.lists.conditions import leaves, read
from detente.crm.lists.fields import ME, NOBODY, Field
from detente.crm.lists.registry import Registry
from detente.crm.objections import N_, Objection

_NOT_ASKED = ("sort", "where")


def inside(known: Registry, params: Mapping[str, str], where: dict[str, Any] | None) -> dict[str, Any]:
    """A question as a view keeps it; `Refused` names every filter that the list does not have."""
    asked = Question(known, params, without=_NOT_ASKED)
    document = read(json.dumps(where)) if where else None
    return {"params": asked.simple(), "where": asked.document(document) if document else None}


def outside(known: Registry, question: Mapping[str, Any]) -> dict[str, Any]:
    """A kept question with UUIDs and names in the place of inner keys."""
    where = question.get("where")
    for leaf in leaves(where):
        field = known.get(str(leaf.get("field")))
        leaf["value"] = _names_of(known, field, leaf.get("value"))
    named = {name: one for one in known.fields.values() for name in one.names}
    params = {
        name: str(_name_of(known, named.get(name), str(value)))
        for name, value in (question.get("params") or {}).items()
    }
    return {"params": params, "where": where}


def objections_to_columns(known: Registry, columns: Collection[str], sort: str) -> list[Objection]:
    """A view shows and sorts by what the list has."""
    offered = {one.key for one in known.columns}
    text = N_("There is no column {name} here; /api/lists/{subject} names the fields.")
    found = [
        Objection("column_unknown", text, f"columns.{no}", {"name": name, "subject": known.subject})
        for no, name in enumerate(columns)
        if name not in offered
    ]
    by = known.get(sort.removeprefix("-"))
    if sort and (by is None or not by.is_sortable):
        found.append(
            Objection("sort_unknown", N_("This list can't be sorted by {sort}."), "sort", {"sort": sort})
        )
    return found


def _names_of(known: Registry, field: Field | None, value: Any) -> Any:
    found = [_name_of(known, field, one) for one in value] if isinstance(value, list) else None
    return _name_of(known, field, value) if found is None else found


def _name_of(known: Registry, field: Field | None, value: Any) -> Any:
    """What names another record outside: its UUID, a vendor's or team's name; other values as they are."""
    model = related(known.base(None).model, field.path) if field and field.options else None
    if model is None or value in ("", ME, NOBODY) or not str(value).isdecimal():
        return value
    name = "uuid" if "uuid" in {one.name for one in model._meta.get_fields()} else "name"
    found = model._default_manager.filter(pk=int(value)).values_list(name, flat=True).first()
    return value if found is None else str(found)
