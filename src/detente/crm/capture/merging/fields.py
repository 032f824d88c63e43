"""The fields of two records side by side, what is chosen from which, and what that changes on both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from detente.crm.objections import N_, Objection, Refused
from detente.crm.people.models import Account, Person
from detente.crm.people.naming import label_of

Chosen = Literal["survivor", "other"]
CUSTOM = "custom."

PERSON: dict[str, tuple[str, ...]] = {
    "name": ("name",), "email": ("email", "email_key"), "phone": ("phone", "phone_key"), "title": ("title",),
    "country": ("country",), "account": ("account_id",),
}  # fmt: skip
ACCOUNT: dict[str, tuple[str, ...]] = {
    "name": ("name", "name_key"), "domain": ("domain",), "owner": ("owner_id",), "type": ("type",),
    "is_named": ("is_named",), "industry": ("industry",), "country": ("country",), "city": ("city",),
    "employees": ("employees",), "revenue": ("revenue_minor",), "website": ("website",),
}  # fmt: skip
"""What is chosen together -> its columns, the first of which people read."""
_FOUND_BY = {Person: ("email",), Account: ("name", "domain")}
"""Fields by which a record is found again: the value that was not chosen goes to the other record, which leads here."""
_RANK = ("prospect", "partner", "customer")


@dataclass(frozen=True)
class Side:
    """One field on both records; `suggested` is the side that a person would most likely choose."""

    name: str
    survivor: Any
    other: Any
    suggested: Chosen

    @property
    def differs(self) -> bool:
        """Whether there is anything to choose."""
        return bool(self.survivor != self.other)


def fields_of(record: Any) -> dict[str, tuple[str, ...]]:
    """The fields of a kind of record."""
    return PERSON if isinstance(record, Person) else ACCOUNT


def sides(survivor: Any, other: Any, *, newer: Chosen = "survivor") -> list[Side]:
    """Every field that either record has, added ones included; `newer` is the one that was changed last."""
    names = [*fields_of(survivor), *sorted({CUSTOM + code for code in survivor.custom | other.custom})]
    found = []
    for name in names:
        ours, theirs = shown(survivor, name), shown(other, name)
        found.append(Side(name, ours, theirs, _suggested(name, ours, theirs, newer)))
    return found


def shown(record: Any, name: str) -> Any:
    """A field's value as people know it: of several columns the first."""
    if name.startswith(CUSTOM):
        return record.custom.get(name.removeprefix(CUSTOM))
    return getattr(record, fields_of(record)[name][0])


def is_blank(value: Any) -> bool:
    """Whether a field says nothing."""
    return value is None or value == ""


def _suggested(name: str, ours: Any, theirs: Any, newer: Chosen) -> Chosen:
    """What is there rather than nothing, the fuller name, the nearer to us, else what was written last."""
    if is_blank(theirs) or ours == theirs:
        return "survivor"
    if is_blank(ours):
        return "other"
    if name == "name":
        return "other" if _fullness(theirs) > _fullness(ours) else "survivor"
    if name == "type":
        return "other" if _RANK.index(theirs) > _RANK.index(ours) else "survivor"
    if name == "is_named":
        return "other" if theirs else "survivor"
    return newer


def _fullness(name: str) -> tuple[int, int]:
    return len([part for part in name.split() if len(part.strip(".")) > 1]), len(name)


@dataclass(frozen=True)
class Change:
    """Columns (`custom.<code>` for added fields) that a merge changes: values before and after, on both records."""

    before: dict[str, Any]
    after: dict[str, Any]
    other_before: dict[str, Any]
    other_after: dict[str, Any]
    fields: list[str]


def change_of(survivor: Any, other: Any, chosen: Mapping[str, str]) -> Change:
    """What follows from the choice: without one the survivor's value stays and its blanks are filled.

    An address, domain or account's name that was not chosen moves to the other record, so that it still leads here.
    """
    found = Change({}, {}, {}, {}, [])
    known = {side.name: side for side in sides(survivor, other)}
    _refuse_unknown(chosen, known)
    for name, side in known.items():
        choice = chosen.get(name) or ("other" if is_blank(side.survivor) else "survivor")
        if choice == "other" and side.differs:
            is_swap = name in _FOUND_BY[type(survivor)] and not is_blank(side.survivor)
            _take(found, survivor, other, name, is_swap=is_swap)
    return found


def _refuse_unknown(chosen: Mapping[str, str], known: Mapping[str, Side]) -> None:
    for name, choice in chosen.items():
        if name not in known or choice not in ("survivor", "other"):
            text = N_("{name} can't be chosen from {choice}; choose a field from survivor or other.")
            raise Refused(Objection("choice_unknown", text, name, {"name": name, "choice": choice or "''"}))


def _take(found: Change, survivor: Any, other: Any, name: str, *, is_swap: bool) -> None:
    found.fields.append(name)
    for column in columns_of(survivor, name):
        ours, theirs = value_of(survivor, column), value_of(other, column)
        found.before[column], found.after[column] = ours, theirs
        if is_swap:
            found.other_before[column], found.other_after[column] = theirs, ours


def columns_of(record: Any, name: str) -> tuple[str, ...]:
    """The columns of a field."""
    return (name,) if name.startswith(CUSTOM) else fields_of(record)[name]


def value_of(record: Any, column: str) -> Any:
    """A column's value; None for an added field that has none."""
    if column.startswith(CUSTOM):
        return record.custom.get(column.removeprefix(CUSTOM))
    return getattr(record, column)


def put(record: Any, values: Mapping[str, Any]) -> None:
    """Set columns and what follows from them; the caller saves."""
    custom = dict(record.custom)
    for column, value in values.items():
        if not column.startswith(CUSTOM):
            setattr(record, column, value)
        elif value is None:
            custom.pop(column.removeprefix(CUSTOM), None)
        else:
            custom[column.removeprefix(CUSTOM)] = value
    record.custom = custom
    if isinstance(record, Person):
        told = label_of(name=record.name, email=record.email, phone=record.phone)
        record.label = (told if told != "?" else record.label)[:300]
