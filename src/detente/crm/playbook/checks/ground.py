"""What a playbook must not contradict in this company: its users, its added fields and what its leads already have."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from detente.crm.objections import N_
from detente.crm.playbook.checks.codes import lists
from detente.crm.playbook.checks.conditions import conditions, parts
from detente.crm.playbook.conditions import CUSTOM
from detente.crm.playbook.faults import Fault, fault

WORKING = ("sdr", "ae", "manager")
"""Roles to whom leads are given."""


@dataclass(frozen=True)
class Ground:
    """What the company has: roles of active users by address, added fields by object, and which codes are in use.

    `document` is the version that a new one would follow; `is_used(list, codes)` gives those codes of a list that
    leads, deals or their history have.
    """

    users: Mapping[str, str]
    fields: Mapping[str, Collection[str]]
    document: Mapping[str, Any]
    is_used: Callable[[str, set[str]], set[str]]


def faults(document: Mapping[str, Any], company: Ground) -> Iterator[Fault]:
    """Users and fields that are not there, and codes that leads have and the document has no more."""
    yield from _users(document, company)
    yield from _fields(document, company)
    yield from _kept(document, company)


def _users(document: Mapping[str, Any], company: Ground) -> Iterator[Fault]:
    for number, row in enumerate(document.get("routing", {}).get("territories", ())):
        for place, email in enumerate(row["users"]):
            path = ("routing", "territories", number, "users", place)
            role = company.users.get(email.casefold())
            if role is None:
                text = N_("No active user signs in as {email}: correct the address, or invite them first.")
                yield fault(path, text, email=email)
            elif role not in WORKING:
                text = N_("{email} works no leads: name somebody of inside sales or sales.")
                yield fault(path, text, email=email)


def _fields(document: Mapping[str, Any], company: Ground) -> Iterator[Fault]:
    for path, when in conditions(document):
        for place, part in parts(path, when):
            custom = CUSTOM.fullmatch(part["field"])
            if custom and custom[2] not in company.fields.get(custom[1], ()):
                text = N_("There is no added field {code}: add it in the settings first, or ask another.")
                yield fault((*place, "field"), text, code=part["field"])


KEPT = {
    "stages": N_("Leads are or were in the stage {name}: keep it. Its name and meaning may change."),
    "reasons": N_(
        "Leads have the reason {name}: keep it, with retired: true if it is no longer to be chosen."
    ),
    "words": N_("{name} is in the history of leads: keep its code. Its name may change."),
}


def _kept(document: Mapping[str, Any], company: Ground) -> Iterator[Fault]:
    """Codes that the version before had, that are in use, and that are gone."""
    now = {_name(document, path): {row["code"] for row in rows} for path, rows in lists(document)}
    for path, rows in lists(company.document):
        name = _name(company.document, path)
        gone = {row["code"]: row["name"] for row in rows if row["code"] not in now.get(name, set())}
        if not gone or (kept := _of(name)) is None:
            continue
        for code in sorted(company.is_used(name, set(gone))):
            yield fault(_place(document, name), KEPT[kept], name=gone[code])


def _name(document: Mapping[str, Any], path: tuple[str | int, ...]) -> str:
    """The list by codes instead of places: `exits.lost.reasons`."""
    if path[0] == "exits" and len(path) > 1 and isinstance(path[1], int):
        return f"exits.{document['exits'][path[1]]['code']}.reasons"
    return ".".join(map(str, path))


def _place(document: Mapping[str, Any], name: str) -> tuple[str | int, ...]:
    if name.startswith("exits."):
        codes = [row["code"] for row in document["exits"]]
        return ("exits", codes.index(name.split(".")[1]), "reasons")
    return (name,)


def _of(name: str) -> str | None:
    if name.endswith("reasons"):
        return "reasons"
    if name == "stages":
        return "stages"
    return "words" if name in ("touches", "channels", "dispositions", "outcomes", "defects") else None
