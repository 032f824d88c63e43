"""What a column of a result holds, told by its name and its values, and its cells as plain values."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from typing import Any

from detente.analytics.audit.result.document import Cell, Kind

_SHARE = re.compile(r"(^|_)(share|rate|low|high)$")
_NO_SHARE = re.compile(r"(^|_)(p|q|p_value|ratio|times|days|hours|score)$")
_MONEY = re.compile(r"(^|_)(amount|value|cost|worth|price|revenue|budget)$")


def kind_of(key: str, values: Iterable[Any]) -> Kind:
    """Fractions within 0 and 1 are shares unless they are named `p` or the like; `..._cost` and the like hold money."""
    seen = [value for value in values if value is not None]
    if not seen:
        return "text"
    if all(isinstance(value, bool) for value in seen):
        return "flag"
    if all(isinstance(value, int | float | Decimal) and not isinstance(value, bool) for value in seen):
        return _kind_of_numbers(key, seen)
    if all(isinstance(value, datetime) for value in seen):
        return "instant"
    return (
        "day"
        if all(isinstance(value, date) and not isinstance(value, datetime) for value in seen)
        else "text"
    )


def _kind_of_numbers(key: str, seen: list[Any]) -> Kind:
    if _MONEY.search(key):
        return "money"
    if all(0 <= value <= 1 for value in seen) and (_SHARE.search(key) or _are_shares(key, seen)):
        return "share"
    return "count" if all(isinstance(value, int) for value in seen) else "number"


def _are_shares(key: str, seen: list[Any]) -> bool:
    """Fractions between 0 and 1, unless the name says that they are something else."""
    return any(value != int(value) for value in seen) and not _NO_SHARE.search(key)


def plain(value: Any) -> Cell:
    """A value that JSON can hold: instants and days in ISO 8601, endless numbers as nothing."""
    if isinstance(value, Decimal):
        value = float(value)
    if isinstance(value, float):
        return value if isfinite(value) else None
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, str | int | bool):
        return value
    if isinstance(value, list | tuple | set):
        return ", ".join(str(one) for one in value if one is not None)
    return str(value)


_CONTROL = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]+"
)


def cleaned(value: Any) -> Any:
    """A part of the result with every text of its on one line and without controls."""
    if isinstance(value, str):
        return _one_line(value).strip()
    if isinstance(value, tuple):
        return tuple(map(cleaned, value))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: cleaned(getattr(value, field.name)) for field in fields(value)})
    return value


def _one_line(text: str) -> str:
    """Text without line breaks, controls and marks that turn the direction of what follows."""
    return _CONTROL.sub(" ", text)
