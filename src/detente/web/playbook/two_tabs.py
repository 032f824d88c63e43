"""A draft that was saved elsewhere while a form on it stood open: nothing of either is lost, the person chooses."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from detente.crm.playbook.differences import Change, differences
from detente.crm.playbook.schema import schema_faults
from detente.crm.playbook.sections import SECTIONS

Document = Mapping[str, Any]


def mark_of(document: Document, topic: str = "") -> str:
    """A short mark of what a form was made from: a topic's sections, or all of the document."""
    read = {name: document.get(name) for name in SECTIONS[topic]} if topic else document
    return hashlib.sha256(json.dumps(read, sort_keys=True).encode()).hexdigest()[:16]


def is_outdated(mark: str, document: Document, topic: str = "") -> bool:
    """Whether what a form was made from is not what is kept now; a form without a mark is taken at its word."""
    return bool(mark) and mark != mark_of(document, topic)


def replaced(kept: Document, written: Document) -> list[Change] | None:
    """What saving `written` would change in what is kept; None where either has faults that hide it."""
    if schema_faults(kept) or schema_faults(written):
        return None
    return differences(kept, written)
