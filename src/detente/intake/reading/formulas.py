"""Cells that a spreadsheet would run as a formula: guarded when written, the same again when read."""

from __future__ import annotations

import re

_RISKY = re.compile(r"[\s\x00-\x1f]*[=+\-@'＝＋－＠]")


def guarded(cell: str) -> str:
    """The cell with an apostrophe before it where it could be taken for a formula, or begins with one."""
    return f"'{cell}" if _RISKY.match(cell) else cell


def unguarded(cell: str) -> str:
    """The cell as it was before `guarded`."""
    return cell[1:] if cell.startswith("'") else cell
