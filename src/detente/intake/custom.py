"""Fields that the company added, as targets of columns: read by their kind; a column without one keeps its text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from detente.crm.objections import Refused
from detente.crm.people.custom import custom_fields, read_value
from detente.crm.people.models import CustomField
from detente.intake.cells import Amount, Cell, Problems
from detente.intake.fields import Field, Type
from detente.intake.mapping.model import ColumnUse
from detente.intake.problems import Problem
from detente.intake.settings import Settings
from detente.intake.values.money import currencies

# What the lines of a file are, and whose added fields they can fill.
OBJECTS = {"leads": "lead", "deals": "deal", "accounts": "account", "people": "person"}
READ_AS: dict[str, Type] = {"number": "decimal", "money": "money", "date": "date"}
NOTE = Field("note", "words", "")
CellOf = Callable[[Field, ColumnUse, Settings], Cell]


def known_fields() -> dict[str, dict[str, CustomField]]:
    """Kind -> code or folded name -> field."""
    found: dict[str, dict[str, CustomField]] = {}
    for kind, object_ in OBJECTS.items():
        fields = custom_fields(object_)
        found[kind] = {one.name.casefold(): one for one in fields} | {one.code: one for one in fields}
    return found


def added_field(settings: Settings, kind: str, name: str) -> CustomField | None:
    """The added field that a mapping names by its code or name."""
    known: Mapping[str, CustomField] = settings.custom.get(kind, {})
    return known.get(name) or known.get(name.casefold())


def as_field(added: CustomField) -> Field:
    """The added field as one of the registry, so that its cells are read like others of its type."""
    return Field(f"custom.{added.code}", READ_AS.get(added.kind, "text"), added.name)


def custom_cell(added: CustomField | None, use: ColumnUse, settings: Settings, cells: CellOf) -> Cell:
    """What reads a column into an added field; without one, the text as it stands."""
    if added is None:
        return cells(NOTE, use, settings)
    read = cells(replace(as_field(added), name="note"), use, settings)

    def cell(text: str, problems: Problems) -> Any:
        found = read(text, problems)
        if found is None:
            return None
        try:
            return read_value(added, _given(found, use, settings))
        except Refused as refused:
            for one in refused.objections:
                params = {"why": str(one)}
                problems.append(Problem("custom_value", "%(why)s", params, use.column))
            return None

    return cell


def _given(found: Any, use: ColumnUse, settings: Settings) -> Any:
    """An amount with its currency: what stands at it, else the column's, else the mapping's."""
    if isinstance(found, Amount):
        known = currencies(found.mark) if found.mark else ()
        currency = known[0] if len(known) == 1 else use.currency or settings.currency
        return {"amount": str(found.number), "currency": currency}
    return f"{found:f}" if isinstance(found, Decimal) else found
