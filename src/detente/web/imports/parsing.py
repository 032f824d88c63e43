"""The mapping form as it was sent, read back into one entry of the mapping."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from detente.crm.people.days import zone_names
from detente.crm.people.money import is_currency
from detente.intake.custom import OBJECTS, known_fields
from detente.intake.mapping import ColumnUse, FileMapping
from detente.intake.mapping.checks import FORMATS
from detente.web.imports.words import stages

BLANK = "-"
CUSTOM = tuple(OBJECTS)
ADDED = "added."
MOVES = ("leads", "deals")
MOST_VALUES = 50


@dataclass(frozen=True)
class Sent:
    """What the form says: the choice at each column, the entry that follows, and columns chosen twice."""

    chosen: dict[str, str]
    entry: FileMapping
    doubled: frozenset[str]


def read_entry(post: QueryDict, headers: Sequence[str], before: FileMapping) -> Sent:
    """The entry that the form describes; of two columns for one field the first is used, and both are named."""
    chosen = {header: _known(post.get(f"use-{no}", ""), before.kind) for no, header in enumerate(headers)}
    groups: dict[str, dict[str, ColumnUse]] = {"columns": {}, "custom": {}, "moves": {}}
    earlier = dict(before.uses)
    seen: dict[str, str] = {}
    doubled: set[str] = set()
    for no, header in enumerate(headers):
        if not (choice := chosen[header]):
            continue
        path = f"custom.{header[:120]}" if choice == "custom" else choice.replace(ADDED, "custom.")
        if path in seen:
            doubled |= {header, seen[path]}
            continue
        seen[path] = header
        group, _dot, name = path.partition(".")
        old = earlier.get(path)
        use = old if old and old.column == header else ColumnUse(header)
        groups[group][name] = _read_use(post, no, use)
    constants = {name: text for name, text in _constants(post, before) if name not in groups["columns"]}
    mend = _mends(post, {name: headers.index(use.column) for name, use in groups["columns"].items()})
    guarded = "guarded" in post if "may-be-guarded" in post else before.guarded
    entry = replace(before, constants=constants, mend=mend, guarded=guarded, **groups)  # type: ignore[arg-type]
    return Sent(chosen, entry, frozenset(doubled))


def _mends(post: QueryDict, places: dict[str, int]) -> dict[str, dict[str, str]]:
    """Misspellings as they were decided: what a value is to be, or itself where it is meant as it stands."""
    found = {}
    for name, no in places.items():
        pairs = [
            (post.get(f"slip-{no}-{row}", ""), post.get(f"mend-{no}-{row}", "")) for row in range(MOST_VALUES)
        ]
        if words := {said: meant or said for said, meant in pairs if said}:
            found[name] = words
    return found


def _known(choice: str, kind: str) -> str:
    """Only what the page offered; anything else leaves the column out."""
    group, _dot, name = choice.partition(".")
    if group == "columns":
        return choice if FileMapping(kind).of.field(name) else ""
    if group == "moves":
        return choice if kind in MOVES and name in dict(stages()) else ""
    if choice.startswith(ADDED):
        return choice if name in known_fields().get(kind, {}) else ""
    return choice if choice == "custom" and kind in CUSTOM else ""


def _read_use(post: QueryDict, no: int, use: ColumnUse) -> ColumnUse:
    """How the column's cells are written: formats, decimal sign, and what its words mean."""
    changes: dict[str, Any] = {}
    if f"format-{no}" in post:
        named = str(post[f"format-{no}"]).split(",")
        changes["formats"] = tuple(name for name in named if name in FORMATS)
    if f"decimal-{no}" in post:
        changes["decimal"] = post[f"decimal-{no}"] if post[f"decimal-{no}"] in (".", ",") else None
    if f"said-{no}-0" in post:
        changes["values"], changes["blank"] = _translations(post, no)
    return replace(use, **changes)


def _translations(post: QueryDict, no: int) -> tuple[dict[str, str], tuple[str, ...]]:
    pairs = [
        (post.get(f"said-{no}-{row}", ""), post.get(f"means-{no}-{row}", "")) for row in range(MOST_VALUES)
    ]
    meant = {said: means for said, means in pairs if said and means and means != BLANK}
    return meant, tuple(said for said, means in pairs if said and means == BLANK)


def _constants(post: QueryDict, before: FileMapping) -> list[tuple[str, str]]:
    given = [(field.name, post.get(f"constant-{field.name}", "").strip()) for field in before.of.fields]
    return [(name, text) for name, text in given if text]


def read_settings(post: QueryDict) -> dict[str, Any]:
    """What holds for all files of the import; what is not known falls back to the organisation's."""
    zone, currency, region = (post.get(name, "").strip() for name in ("zone", "currency", "region"))
    policy = post.get("unknown_users", "")
    return {
        "system": post.get("system", "").strip()[:60] or "import",
        "zone": zone if zone in zone_names() else None,
        "currency": currency if currency and is_currency(currency) else None,
        "region": region if len(region) == 2 and region.isalpha() else None,
        "unknown_users": policy if policy in ("leave", "create", "reject") else "leave",
        "blank": tuple(word.strip() for word in post.get("blank", "").split(",") if word.strip()),
    }


def unread(chosen: dict[str, str]) -> str:
    """How many columns are not read, in words."""
    left = sum(not choice for choice in chosen.values())
    return _("%(used)s of %(all)s columns are used") % {"used": len(chosen) - left, "all": len(chosen)}
