"""What the first values of a column look like: evidence for a proposed mapping, shown beside it."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

from detente.crm.people.contacts import read_email
from detente.intake.contacts import bare_address
from detente.intake.reading import Table
from detente.intake.values.blanks import is_blank
from detente.intake.values.dates import readings
from detente.intake.values.flags import flag
from detente.intake.values.money import amount, taken_apart

SAMPLE_LINES = 500
SHOWN = 5


@dataclass(frozen=True)
class Sample:
    """A column's header, its first distinct values, and the share of filled ones that fit each type."""

    header: str
    values: tuple[str, ...]
    filled: float
    distinct: float
    fits: dict[str, float]


def samples_of(file: Table, *, lines: int = SAMPLE_LINES) -> list[Sample]:
    """One sample per column, from the first lines that can be read."""
    good = (line.cells for line in file.lines() if line.problem is None)
    rows = list(itertools.islice(good, lines))
    return [_sample(header, [row[no] for row in rows]) for no, header in enumerate(file.headers)]


def _sample(header: str, cells: list[str]) -> Sample:
    filled = [cell.strip() for cell in cells if not is_blank(cell)]
    distinct = list(dict.fromkeys(filled))
    fits = {type_: _share(filled, fitting) for type_, fitting in _FITTING.items()}
    return Sample(
        header, tuple(distinct[:SHOWN]), len(filled) / len(cells) if cells else 0.0,
        len(distinct) / len(filled) if filled else 0.0, fits,
    )  # fmt: skip


def _share(filled: list[str], fitting: Callable[[str], bool]) -> float:
    return sum(map(fitting, filled)) / len(filled) if filled else 0.0


def _is_phone(text: str) -> bool:
    digits = sum(char.isdigit() for char in text)
    return (
        7 <= digits <= 16
        and not readings(text)
        and all(char in "+-().,/x #ext" or char.isdigit() for char in text)
    )


def _is_number(text: str) -> bool:
    return bool((parts := taken_apart(text)) and parts.number) and any(
        amount(text, sign) for sign in (".", ",")
    )


_FITTING = {
    "email": lambda text: bool("@" in text and read_email(bare_address(text)).key),
    "date": lambda text: bool(readings(text)),
    "phone": _is_phone,
    "number": _is_number,
    "flag": lambda text: flag(text) is not None,
}
