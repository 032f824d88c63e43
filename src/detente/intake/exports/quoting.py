"""Names and texts of an export inside a statement: quoted, whatever stands in them."""

from __future__ import annotations


def identifier(name: str) -> str:
    """The name of a column or table."""
    return '"' + name.replace("\x00", "").replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text."""
    return "'" + text.replace("\x00", "").replace("'", "''") + "'"
