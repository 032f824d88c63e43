"""Rows that a form adds and takes out, and what a new one starts as."""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from detente.crm.playbook.paths import find, value_at

NEW_CODE = "new_"
Document = dict[str, Any]
_NAMED = {"name": ""}
_WHEN = {"field": "person.title", "is": "contains", "value": [""]}


def _touch_rule(document: Document, _rows: list[Any]) -> dict[str, Any]:
    return _NAMED | {"points": 5, "touches": [document["touches"][0]["code"]], "half_life_days": 45}


def _step(document: Document, rows: list[Any]) -> dict[str, Any]:
    before = rows[-1] if rows else {"day": -1, "channel": document["channels"][0]["code"]}
    return {"day": before["day"] + 1 if isinstance(before["day"], int) else 0, "channel": before["channel"]}


def _cadence(document: Document, _rows: list[Any]) -> dict[str, Any]:
    return _NAMED | {"requests": False, "bands": [], "steps": [_step(document, [])]}


def _as(**row: Any) -> Callable[[Document, list[Any]], dict[str, Any]]:
    return lambda _document, _rows: deepcopy(_NAMED | row)


NEW: dict[str, Callable[[Document, list[Any]], dict[str, Any]]] = {
    r"roles": _as(team="", duties=[]),
    r"exits\.recycled\.reasons": _as(side="unknown", days=90),
    r"exits\.rejected\.reasons": _as(side="quality", group="procedural"),
    r"exits\.\w+\.reasons": _as(side="unknown"),
    r"won_reasons|reopen_reasons|back_reasons|touches|outcomes|defects": _as(),
    r"sales_ready\.exclusions": _as(when=_WHEN),
    r"scoring\.(fit|engagement)\.groups": _as(limit=10, rules=[]),
    r"scoring\.fit\.groups\.\w+\.rules": _as(points=5, when=_WHEN),
    r"scoring\.engagement\.groups\.\w+\.rules": _touch_rule,
    r"slas\.marketing": _as(measure="mqls", per="month", at_least=1),
    r"targets": _as(measure="mqls", team="marketing", per="month", at_least=1),
    r"cadences": _cadence,
    r"cadences\.\w+\.steps": _step,
    r"routing\.territories": _as(when={"field": "person.country", "is": "one_of", "value": [""]}, users=[]),
}


def add_row(document: Document, place: str) -> bool:
    """One more row at the end of a list, or at its beginning where the last one fits everybody; False for no list."""
    path = find(document, place)
    made = next((made for pattern, made in NEW.items() if re.fullmatch(pattern, place)), None)
    if path is None or made is None:
        return False
    rows = value_at(document, path)
    if rows is None:
        rows = value_at(document, path[:-1])[path[-1]] = []
    row = made(document, rows)
    if "name" in row:
        row = {"code": _free_code(rows), **row}
    rows.insert(0 if place == "cadences" else len(rows), row)
    return True


def remove_row(document: Document, place: str) -> bool:
    """Take the row at a place out of its list; False where there is none."""
    path, (of, _dot, _last) = find(document, place), place.rpartition(".")
    if path is None or not isinstance(path[-1], int) or not any(re.fullmatch(one, of) for one in NEW):
        return False
    del value_at(document, path[:-1])[path[-1]]
    return True


def _free_code(rows: list[Any]) -> str:
    taken = {row.get("code") for row in rows}
    return next(code for number in range(1, len(rows) + 2) if (code := f"{NEW_CODE}{number}") not in taken)
