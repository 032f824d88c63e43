"""What commands print: tables for people, JSON for scripts."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

UNBOUND = 2_000


def print_json(answer: Any) -> None:
    """One JSON value on stdout."""
    print(json.dumps(answer, indent=2, ensure_ascii=False, default=str))


def print_table(heads: Sequence[str], rows: Iterable[Sequence[object]], *, title: str | None = None) -> None:
    """Rows under their heads; numbers to the right, nothing is cut off when written to a file."""
    from rich.console import Console
    from rich.table import Table

    rows = [list(row) for row in rows]
    table = Table(title=title, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for place, head in enumerate(heads):
        is_number = bool(rows) and all(isinstance(row[place], int | float | None) for row in rows)
        table.add_column(head, justify="right" if is_number else "left", overflow="fold")
    for row in rows:
        table.add_row(*("" if cell is None else str(cell) for cell in row))
    # In a pipe or a file every row stays on a line of its own.
    width = None if sys.stdout.isatty() else UNBOUND
    console = Console(highlight=False, markup=False, width=width)
    with console.capture() as drawn:
        console.print(table)
    print("\n".join(line.rstrip() for line in drawn.get().splitlines()))
