"""How much of a file we are willing to read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Upper bounds; `bytes_` of the file on disk, `unpacked` of a workbook's parts, `field_chars` of one cell.

    `cells` is a workbook's rows times columns, blank ones included: they are held in memory together.
    """

    bytes_: int = 2_000_000_000
    unpacked: int = 1_000_000_000
    cells: int = 20_000_000
    rows: int = 5_000_000
    columns: int = 1_000
    field_chars: int = 100_000
    broken_quotes: int = 100


DEFAULT = Limits()
