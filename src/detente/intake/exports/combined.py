"""Lists of leads whose lines tell of a deal as well: Odoo's, and those that are kept by hand."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from detente.intake.exports.records import statement
from detente.intake.exports.uses import RawFile

DEALS = "deals"


def tells_deals(file: RawFile) -> bool:
    """Whether the lines of a file of leads are deals too."""
    return file.fills == "leads" and file.shape is not None and file.shape.of == DEALS


def deals_of_leads(connection: duckdb.DuckDBPyConnection, files: Sequence[RawFile]) -> None:
    """Add a deal for every line that says it is one, or names an amount where no line says what it is."""
    _of_these(connection, files, "deals_of_leads")


def end_archived(connection: duckdb.DuckDBPyConnection, files: Sequence[RawFile]) -> None:
    """What Odoo keeps as inactive was lost, in whatever stage it stood."""
    _of_these(connection, files, "archived")


def _of_these(connection: duckdb.DuckDBPyConnection, files: Sequence[RawFile], name: str) -> None:
    among = ", ".join(str(file.number) for file in files if tells_deals(file))
    for one in statement(name).split(";"):
        if among:
            connection.execute(one.replace("{files}", among))
