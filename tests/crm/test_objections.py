"""Refusals carry every objection, each as a sentence that people read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from detente.crm import objections
from detente.crm.objections import Objection, Refused, Stale, check, check_version

SOURCES = Path(objections.__file__).parent


def test_a_refusal_says_everything_at_once() -> None:
    found = [Objection("a", "First {what}.", "name", {"what": "{this}"}), Objection("b", "Then that.")]
    with pytest.raises(Refused) as refusal:
        check(found)
    assert str(refusal.value) == "First {this}. Then that."
    assert refusal.value.objections == tuple(found)
    check([])


def test_a_form_read_at_another_version_is_stale() -> None:
    check_version(3, expected=3)
    check_version(3, expected=None)
    with pytest.raises(Stale, match="Somebody changed this meanwhile"):
        check_version(3, expected=2)


# What things of the playbook are called; a comparison or a refusal makes sentences of them.
NAMES = ("wording.py", "conditions.py", "sections.py")


def sentences() -> list[tuple[str, str]]:
    """Every text that the CRM marks for translation, with its file, names left out."""
    found = []
    for path in sorted(SOURCES.rglob("*.py")):
        if path.name in NAMES:
            continue
        for match in re.finditer(r'N_\(\s*"((?:[^"\\]|\\.)*)"\s*\)', path.read_text("utf-8")):
            found.append((path.name, match[1]))
    return found


def test_every_objection_is_a_sentence() -> None:
    told = sentences()
    assert len(told) > 60
    # Lines of a longer answer may go on from the one before, or end in what they cite.
    wrong = [
        text for _file, text in told if not re.fullmatch(r"(?:[.]{3} and |[A-Z{“]).*([.?]|\{why\}\)?)", text)
    ]
    assert wrong == []
