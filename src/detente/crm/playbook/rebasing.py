"""The same changes on a newer version: what a proposal left alone is taken from the newer one. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

KEYS = ("code", "team")
"""By what rows of a list are the same row in two versions."""


def rebased(base: Any, proposed: Any, newer: Any) -> Any:
    """`proposed`, which was written against `base`, as it would be written against `newer`.

    Where both changed the same, the proposal's is kept: its author sees it in the comparison.
    """
    if proposed == base:
        return newer
    if newer == base:
        return proposed
    if all(isinstance(one, Mapping) for one in (base, proposed, newer)):
        return _mapping(base, proposed, newer)
    if key := _key(base, proposed, newer):
        return _rows(*({row[key]: row for row in rows} for rows in (base, proposed, newer)))
    return proposed


GONE = object()


def _mapping(
    base: Mapping[str, Any], proposed: Mapping[str, Any], newer: Mapping[str, Any]
) -> dict[str, Any]:
    found = {}
    for word in dict.fromkeys((*proposed, *newer)):
        value = _one(word, base, proposed, newer)
        if value is not GONE:
            found[word] = value
    return found


def _one(word: Any, base: Mapping[Any, Any], proposed: Mapping[Any, Any], newer: Mapping[Any, Any]) -> Any:
    sides = [side.get(word, GONE) for side in (base, proposed, newer)]
    if GONE not in sides:
        return rebased(*sides)
    was, wanted, is_now = sides
    return is_now if wanted is was or wanted == was else wanted


def _rows(base: Mapping[Any, Any], proposed: Mapping[Any, Any], newer: Mapping[Any, Any]) -> list[Any]:
    return list(_mapping(base, proposed, newer).values())


def _key(*lists: Any) -> str | None:
    if not all(isinstance(rows, Sequence) and not isinstance(rows, str) for rows in lists):
        return None
    for key in KEYS:
        if all(isinstance(row, Mapping) and key in row for rows in lists for row in rows):
            return key
    return None
