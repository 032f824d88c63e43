"""The text of a cell whose value the file itself types: a number of a workbook is never asked for its decimal sign."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

# A number written out with more digits than this would be a way to fill the memory.
LONGEST_NUMBER = 60


@dataclass(frozen=True, slots=True)
class ErrorValue:
    """What a formula gave instead of a value: #N/A, #DIV/0! ..."""

    name: str


class Typed(str):
    """A cell as text, for whoever reads texts, and its `value`, for whoever reads that type."""

    value: Any

    def __new__(cls, text: str, value: Any) -> Typed:
        made = super().__new__(cls, text)
        made.value = value
        return made


def as_cell(value: Any) -> str:
    """A value of a workbook or of JSON as a cell; None is empty."""
    if value is None:
        return ""
    if type(value) is str:
        return value
    if isinstance(value, bool):
        return Typed("true" if value else "false", value)
    if isinstance(value, int | float | Decimal):
        return _number(Decimal(repr(value)) if isinstance(value, float) else Decimal(value))
    return Typed(_written(value), value)


def _number(value: Decimal) -> str:
    if not value.is_finite() or value.adjusted() > LONGEST_NUMBER or value.adjusted() < -LONGEST_NUMBER:
        return str(value)
    whole = value.to_integral_value()
    return Typed(f"{whole:f}" if value == whole else f"{value:f}", value)


def _written(value: object) -> str:
    match value:
        case datetime():
            return value.isoformat(sep=" ")
        case date() | time():
            return value.isoformat()
        case timedelta():
            return str(value)
        case ErrorValue():
            return value.name
    return str(value)
