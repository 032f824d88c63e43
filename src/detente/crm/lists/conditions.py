"""Questions with and / or as a document: shared by addresses, saved views and the API.

A document is `{"all": [...]}` or `{"any": [...]}`, nested at most three deep, with leaves
`{"field": key, "is": operator, "value": ...}`. Nothing outside the registry can be named.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.db.models import Model, Q

from detente.crm.lists.fields import Field
from detente.crm.lists.operators import made
from detente.crm.lists.registry import Registry
from detente.crm.objections import N_, Objection, Refused

DEEPEST = 3
MOST_LEAVES = 50
MOST_LETTERS = 20_000
_GROUPS = ("all", "any")
_FOUND_BESIDE = ("contains", "starts_with", "is", "any_of")


def read(text: str) -> dict[str, Any] | None:
    """The document in an address; None when there is none. `Refused` when it is damaged."""
    if not text:
        return None
    try:
        found = json.loads(text) if len(text) <= MOST_LETTERS else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise _unreadable()
    return found


def written(document: dict[str, Any] | None) -> str:
    """The document as it stands in an address; "" for none."""
    is_empty = not document or not any(leaves(document))
    return "" if is_empty else json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def parse(document: Any, registry: Registry, *, by_row: bool = False) -> Q:
    """The condition that a document asks; `Refused` with the field named where it cannot be asked.

    What stands in another table is asked there first, and its keys looked for; `by_row` looks into the other table
    for each row instead: where most rows answer, the first of them are found at once (`asks_beside` says whether
    the two differ).
    """
    if not document:
        return Q()
    if sum(1 for _leaf in leaves(document)) > MOST_LEAVES:
        raise Refused(
            Objection("too_many", N_("Ask at most {most} things at once."), "where", {"most": MOST_LEAVES})
        )
    return _part(document, registry, 1, by_row)


def asks_beside(document: Any, registry: Registry) -> bool:
    """Whether a document that was parsed asks for texts of another table."""
    return any(_other(registry.get(leaf["field"]), leaf, registry) for leaf in leaves(document))


def _part(part: Any, registry: Registry, depth: int, by_row: bool) -> Q:
    if not isinstance(part, dict):
        raise _unreadable()
    kind = next((name for name in _GROUPS if name in part), None)
    if kind is None:
        return _leaf(part, registry, by_row)
    if depth > DEEPEST or not isinstance(part[kind], list):
        raise _unreadable()
    found = Q()
    for one in part[kind]:
        made_of = _part(one, registry, depth + 1, by_row)
        found = found | made_of if kind == "any" and found else found & made_of
    return found


def _leaf(leaf: dict[str, Any], registry: Registry, by_row: bool) -> Q:
    key = leaf.get("field")
    field = registry.get(key) if isinstance(key, str) else None
    if field is None or not field.is_filter:
        text = N_("There is no field {field} to filter by (any more).")
        raise Refused(Objection("field_unknown", text, str(key)[:60], {"field": str(key)[:60]}))
    operator, value = str(leaf.get("is", "is")), leaf.get("value")
    other = None if by_row else _other(field, leaf, registry)
    if other is None:
        return made(field, operator, value)
    table, _dots, column = field.path.partition("__")
    found = other._default_manager.filter(made(replace(field, column=column), operator, value))
    return Q(**{f"{table}__in": found.values("pk")})


def _other(field: Field | None, leaf: dict[str, Any], registry: Registry) -> type[Model] | None:
    """The table of another kind of record that a leaf asks for a text; None where it asks for anything else."""
    table, _dots, column = field.path.partition("__") if field else ("", "", "")
    if field is None or not column or field.kind != "text" or field.custom:
        return None
    reference = registry.base(None).model._meta.get_field(table)
    # Who has no company answers to "is not" and "is empty", and stands in no list of companies.
    is_beside = not reference.null or str(leaf.get("is", "is")) in _FOUND_BESIDE
    return reference.related_model if is_beside else None


def leaves(document: Any, depth: int = 1) -> Iterator[dict[str, Any]]:
    """Every leaf of a document, wherever it stands; damaged parts are passed over."""
    if not isinstance(document, dict) or depth > DEEPEST + 1:
        return
    for kind in _GROUPS:
        if isinstance(document.get(kind), list):
            for part in document[kind]:
                yield from leaves(part, depth + 1)
            return
    if "field" in document:
        yield document


def without(document: Any, unwanted: Any) -> dict[str, Any] | None:
    """The document without the leaves that `unwanted(leaf)` names, and without groups that are empty then."""
    if not isinstance(document, dict):
        return None
    for kind in _GROUPS:
        if isinstance(document.get(kind), list):
            kept = [one for one in (without(part, unwanted) for part in document[kind]) if one]
            return {kind: kept} if kept else None
    return None if unwanted(document) else document


def _unreadable() -> Refused:
    text = N_("This question cannot be read. It is made of “all” and “any” lists with field, is and value.")
    return Refused(Objection("where_unreadable", text, "where"))
