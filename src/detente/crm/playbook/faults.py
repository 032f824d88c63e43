"""What keeps a document from being a playbook: where, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from detente.crm.objections import Objection
from detente.crm.playbook.reading import Path, Written


@dataclass(frozen=True)
class Fault:
    """One thing to mend: the part of the document, and the objection in words."""

    path: Path
    objection: Objection

    def __str__(self) -> str:
        return f"{'.'.join(map(str, self.path))}: {self.objection}"


def fault(path: Path, text: str, **values: Any) -> Fault:
    """A fault of what a document means."""
    return Fault(path, Objection("playbook", text, ".".join(map(str, path)), values))


def located(faults: list[Fault], written: Written) -> list[Objection]:
    """The objections with line and column of the text among their values, from the top down."""
    found = []
    for one in faults:
        line, column = written.where(one.path)
        values = one.objection.values | {"line": line, "column": column}
        found.append(Objection(one.objection.code, one.objection.text, one.objection.field, values))
    return sorted(found, key=lambda objection: (objection.values["line"], objection.values["column"]))
