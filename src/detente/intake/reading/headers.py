"""Column names that can be told apart, whatever the first line holds."""

from __future__ import annotations


def clean_headers(cells: list[str]) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """(names, renamed): blank ones become `column 3`, doubled ones `Name (2)`; nothing else changes."""
    names: list[str] = []
    renamed: list[tuple[str, str]] = []
    taken: set[str] = set()
    for place, cell in enumerate(cells, start=1):
        plain = " ".join(cell.replace("\x00", "").split())
        name = _free(plain or f"column {place}", taken)
        if name != plain:
            renamed.append((plain, name))
        taken.add(name)
        names.append(name)
    return tuple(names), tuple(renamed)


def _free(name: str, taken: set[str]) -> str:
    if name not in taken:
        return name
    count = 2
    while f"{name} ({count})" in taken:
        count += 1
    return f"{name} ({count})"
