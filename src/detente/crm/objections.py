"""Why something may not be done: one list of objections greys out the button, explains the API error and
fills the import's reject file."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any


def N_(text: str) -> str:
    """Mark a text for translation where it is written; doors translate it where it is shown."""
    return text


@dataclass(frozen=True)
class Objection:
    """One reason against an act: a stable code, the sentence people read, the field to mend."""

    code: str
    text: str
    field: str | None = None
    values: dict[str, Any] = dataclasses.field(default_factory=dict)

    def __str__(self) -> str:
        return self.text.format(**self.values)


class Refused(Exception):
    """An act was refused; carries every objection, not only the first."""

    def __init__(self, *objections: Objection) -> None:
        self.objections = objections
        super().__init__(" ".join(str(objection) for objection in objections))


class Stale(Refused):
    """The record changed since the form was read; the person chooses, nothing is overwritten."""

    def __init__(self) -> None:
        text = N_("Somebody changed this meanwhile. Look at what is new, then decide again.")
        super().__init__(Objection("stale", text))


def check(objections: list[Objection]) -> None:
    """Raise `Refused` when there is anything against it."""
    if objections:
        raise Refused(*objections)


def check_version(found: int, *, expected: int | None) -> None:
    """Raise `Stale` unless the form was read at the version that is there now; None skips the check."""
    if expected is not None and expected != found:
        raise Stale
