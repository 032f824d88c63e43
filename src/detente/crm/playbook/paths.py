"""Places in a playbook by codes instead of numbers: `scoring.engagement.groups.asked.rules.survey.points`. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from detente.crm.playbook.reading import Path


def key_of(row: Any) -> str | None:
    """What names a row among its like: its code, a calendar's team; a cadence's steps have neither."""
    if not isinstance(row, Mapping):
        return None
    key = row.get("code", row.get("team"))
    return key if isinstance(key, str) else None


def find(document: Mapping[str, Any], place: str) -> Path | None:
    """The path of a place; None where its parent is not there. Its last word may be one that is yet to be set."""
    part: Any = document
    path: Path = ()
    words = place.split(".")
    for number, word in enumerate(words, 1):
        step = _step(part, word)
        if step is None:
            return None
        path = (*path, step)
        if number < len(words):
            if isinstance(part, Mapping) and step not in part:
                return None
            part = part[step]
    return path


def _step(part: Any, word: str) -> str | int | None:
    if isinstance(part, Mapping):
        return word
    if not isinstance(part, Sequence) or isinstance(part, str):
        return None
    for number, row in enumerate(part):
        if key_of(row) == word:
            return number
    return int(word) if word.isdecimal() and int(word) < len(part) else None


def place_of(document: Any, path: Path) -> str:
    """The same place by codes, as far as there are any."""
    words, part = [], document
    for step in path:
        known = isinstance(part, Mapping | list) and (not isinstance(step, int) or step < len(part))
        part = (part.get(step) if isinstance(part, Mapping) else part[step]) if known else None
        words.append((key_of(part) if isinstance(step, int) else None) or str(step))
    return ".".join(words)


def value_at(document: Any, path: Path) -> Any:
    """What stands there; None where nothing does."""
    for step in path:
        if isinstance(document, Mapping):
            document = document.get(str(step))
        elif isinstance(document, list) and isinstance(step, int) and step < len(document):
            document = document[step]
        else:
            return None
    return document
