"""A JSON object as cells: objects inside it by names with dots, lists of plain values joined."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from detente.intake.reading.typed import as_cell

DEEPEST = 40
BETWEEN = "; "


class DoubledKey(Exception):
    """A key that stands twice in one object, where nobody knows which value is meant."""

    def __init__(self, key: str) -> None:
        self.key = key[:80]
        super().__init__(key)


def read_json(text: str) -> Any:
    """The value of a JSON text, numbers exact. Raises DoubledKey, JSONDecodeError, ValueError or RecursionError."""
    return json.loads(
        text, object_pairs_hook=_once, parse_float=_number, parse_int=_number, parse_constant=_no_number
    )


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise DoubledKey(key)
        found[key] = value
    return found


def _number(text: str) -> Any:
    """Exact; one with more digits than anybody means stays the text that it is."""
    return Decimal(text) if len(text) <= DEEPEST else text


def _no_number(name: str) -> Any:
    raise json.JSONDecodeError(f"{name} is no number of JSON", name, 0)


def cells_of(found: dict[str, Any]) -> dict[str, str]:
    """The object's cells by key. Raises DoubledKey when `{"a": {"b": 1}, "a.b": 2}` says one cell twice."""
    cells: dict[str, str] = {}
    _flatten(found, "", cells, 0)
    return cells


def _flatten(found: dict[str, Any], before: str, cells: dict[str, str], depth: int) -> None:
    if depth > DEEPEST:
        raise RecursionError
    for key, value in found.items():
        name = f"{before}{key}"
        if isinstance(value, dict) and value:
            _flatten(value, f"{name}.", cells, depth + 1)
            continue
        if name in cells:
            raise DoubledKey(name)
        cells[name] = _cell(value)


def _cell(value: Any) -> str:
    if isinstance(value, dict):
        return ""
    if not isinstance(value, list):
        return as_cell(value)
    if any(isinstance(each, dict | list) for each in value):
        return json.dumps(value, ensure_ascii=False, default=str)
    return BETWEEN.join(str(as_cell(each)) for each in value)
