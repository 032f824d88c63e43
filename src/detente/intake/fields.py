"""What a column of a file may become: the closed registry of fields, kind by kind.

`type` decides how a cell is read (see `cells`); `words` are headers under which a field goes
in other systems, by which a mapping is proposed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib import resources
from typing import Literal

Type = Literal[
    "text",
    "words",
    "name",
    "email",
    "phone",
    "instant",
    "date",
    "money",
    "integer",
    "decimal",
    "flag",
    "code",
    "country",
    "currency",
    "domain",
    "reference",
]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a kind; `choice` names the playbook's list (or our own) that its codes come from."""

    name: str
    type: Type
    meaning: str
    words: tuple[str, ...] = ()
    is_required: bool = False
    choice: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """What the lines of a file are."""

    name: str
    meaning: str
    fields: tuple[Field, ...]

    def field(self, name: str) -> Field | None:
        """The field with this name, or None."""
        return next((field for field in self.fields if field.name == name), None)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all fields."""
        return tuple(field.name for field in self.fields)


def _read(text: str) -> dict[str, Kind]:
    """The registry as `kinds.txt` has it: a heading for each kind, a line for each field."""
    found: dict[str, Kind] = {}
    for line in text.splitlines():
        if line.startswith("["):
            name, _, meaning = line[1:].partition("] ")
            found[name] = Kind(name, meaning, ())
        elif line and not line.startswith("#"):
            kind = next(reversed(found.values()))
            found[kind.name] = replace(kind, fields=(*kind.fields, _field(line)))
    return found


def _field(line: str) -> Field:
    head, meaning, words = (part.strip() for part in line.split("|"))
    name, type_ = head.split()
    plain, _, choice = type_.partition(":")
    known = tuple(word.strip() for word in words.split(",") if word.strip())
    return Field(
        name=name.rstrip("!"),
        type=plain,  # type: ignore[arg-type]  # a test holds the file to the types
        meaning=meaning,
        words=known,
        is_required=name.endswith("!"),
        choice=choice,
    )


NUMBERS = ("money", "integer", "decimal")
# Their lines belong to a lead, which they name by its id or by the address of its person.
ON_LEADS = ("touches", "activities", "moves", "notes")
KINDS: dict[str, Kind] = _read(resources.files("detente.intake").joinpath("kinds.txt").read_text("utf-8"))
