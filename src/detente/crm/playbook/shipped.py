"""What Detente comes with, for a playbook of an older form that does not speak of it yet. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from detente.crm.playbook.agreement import default_document

MORE_OF_A_ROW = {"stages": ("role", "entry", "leaves"), "exits": ("attempts",)}


def with_shipped_sections(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document, and of the shipped one whatever it says nothing about; nothing that it says is changed."""
    shipped, found = default_document(), deepcopy(dict(document))
    ordered = {section: found.get(section, value) for section, value in shipped.items()}
    for section, words in MORE_OF_A_ROW.items():
        rows = {row["code"]: row for row in shipped[section]}
        for row in ordered[section]:
            known = rows.get(row["code"], {})
            row.update({word: known[word] for word in words if word in known and word not in row})
    _sides(ordered, shipped)
    _same_attempts(ordered, document)
    return ordered


def _sides(found: dict[str, Any], shipped: dict[str, Any]) -> None:
    sides = {(row["code"], one["code"]): one["side"] for row in shipped["exits"] for one in row["reasons"]}
    for row in found["exits"]:
        for reason in row["reasons"]:
            reason.setdefault("side", sides.get((row["code"], reason["code"]), "unknown"))


def _same_attempts(found: dict[str, Any], document: Mapping[str, Any]) -> None:
    """How often sales tries is what the older one says of leads nobody reached."""
    attempts = next((row.get("attempts") for row in found["exits"] if row["code"] == "unreached"), None)
    if attempts and "slas" not in document:
        found["slas"]["sales"]["attempts"] = attempts
