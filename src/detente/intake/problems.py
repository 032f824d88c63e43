"""What is wrong with a line, said so that a person can mend it.

Texts are English templates with named parameters; a door translates the template and
fills it in, so that nothing here needs Django.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Weight = Literal["reject", "defect", "note"]


def gettext_noop(text: str) -> str:
    """Mark a text for translation where it is written; it is translated where it is shown."""
    return text


class IntakeError(Exception):
    """A file or a mapping that cannot be used at all; says what to do about it."""

    def __init__(self, text: str, **params: object) -> None:
        self.text = text
        self.params = params
        super().__init__(text % params if params else text)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one line.

    `reject`: the line is not stored. `defect`: the line is stored and its lead carries
    the defect. `note`: the line is stored; a reader should know.
    """

    code: str
    text: str
    params: Mapping[str, object] = field(default_factory=dict)
    column: str = ""
    weight: Weight = "reject"

    def __str__(self) -> str:
        said = self.text % self.params if self.params else self.text
        return f"{self.column}: {said}" if self.column else said


def shortened(text: str, *, to: int = 80) -> str:
    """A value short enough for a message."""
    return text if len(text) <= to else text[: to - 1] + "…"
