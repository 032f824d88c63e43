"""What keeps a document from being a playbook: first its words, then what they mean together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from detente.crm.objections import Refused
from detente.crm.playbook.checks import codes, conditions, ground, path, points, promises, reasons, routing
from detente.crm.playbook.checks.ground import Ground
from detente.crm.playbook.faults import Fault, located
from detente.crm.playbook.reading import Written
from detente.crm.playbook.schema import schema_faults

__all__ = ["Ground", "checked", "faults"]


def faults(document: Mapping[str, Any], company: Ground | None = None) -> list[Fault]:
    """Everything to mend in a document; with `company` also what this company's leads, users and fields ask for.

    What the sections mean together is looked at once each of them is written as the schema has it.
    """
    found = schema_faults(document)
    if found:
        return found
    for check in (path, codes, reasons, points, conditions, promises, routing):
        found += check.faults(document)
    if company:
        found += ground.faults(document, company)
    return found


def checked(written: Written, company: Ground | None = None) -> dict[str, Any]:
    """The document of a text; raises `Refused` with every fault, each with its line and column."""
    found = faults(written.document, company)
    if found:
        raise Refused(*located(found, written))
    return written.document
