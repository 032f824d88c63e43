"""Conditions: fields that exist, asked in a way that they can answer. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from detente.crm.objections import N_
from detente.crm.playbook.conditions import FIELDS, OPERATORS_OF, WITH_SEVERAL, WITHOUT_VALUE, field_of
from detente.crm.playbook.faults import Fault, fault
from detente.crm.playbook.reading import Path

Condition = Mapping[str, Any]


def faults(document: Mapping[str, Any]) -> list[Fault]:
    """What is wrong with the conditions of fit rules, exclusions and territories."""
    return [
        each for path, when in conditions(document) for part in parts(path, when) for each in _wrong(*part)
    ]


def conditions(document: Mapping[str, Any]) -> Iterator[tuple[Path, Condition]]:
    """Every condition of the document with its place."""
    for place, group in enumerate(document.get("scoring", {}).get("fit", {}).get("groups", ())):
        for number, rule in enumerate(group["rules"]):
            yield ("scoring", "fit", "groups", place, "rules", number, "when"), rule["when"]
    for number, row in enumerate(document.get("sales_ready", {}).get("exclusions", ())):
        yield ("sales_ready", "exclusions", number, "when"), row["when"]
    for number, row in enumerate(document.get("routing", {}).get("territories", ())):
        yield ("routing", "territories", number, "when"), row["when"]


def parts(path: Path, when: Condition) -> Iterator[tuple[Path, Condition]]:
    """The questions about one field within a condition, each with its place."""
    if "field" in when:
        yield path, when
    if "not" in when:
        yield from parts((*path, "not"), when["not"])
    for word in ("all", "any"):
        for number, part in enumerate(when.get(word, ())):
            yield from parts((*path, word, number), part)


def _wrong(path: Path, when: Condition) -> Iterator[Fault]:
    field, operator = field_of(when["field"]), when["is"]
    if field is None:
        text = N_(
            "There is no field {code}. Known are {known}, and added fields like account.custom.segment."
        )
        yield fault((*path, "field"), text, code=when["field"], known=", ".join(FIELDS))
        return
    if operator not in OPERATORS_OF[field.kind]:
        text = N_("{code} cannot be asked {operator}. It knows: {known}.")
        known = ", ".join(OPERATORS_OF[field.kind])
        yield fault((*path, "is"), text, code=field.code, operator=operator, known=known)
    elif ("value" in when) == (operator in WITHOUT_VALUE):
        text = (
            N_("{operator} takes no value: take it out.")
            if "value" in when
            else N_("{operator} needs a value: add it.")
        )
        yield fault((*path, "value"), text, operator=operator)
    elif isinstance(when.get("value"), list) != (operator in WITH_SEVERAL):
        text = (
            N_("After {operator} comes a list in brackets.")
            if operator in WITH_SEVERAL
            else N_("After {operator} comes one value, not a list.")
        )
        yield fault((*path, "value"), text, operator=operator)
    elif field.kind == "number" and not all(
        isinstance(one, int | float) for one in _several(when.get("value", 0))
    ):
        yield fault((*path, "value"), N_("{code} is compared with a number."), code=field.code)


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
