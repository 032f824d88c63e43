"""`detente tables`: the canonical tables, all that a report may read."""

from __future__ import annotations

from typing import Any

from detente.cli.options import AsJson
from detente.cli.printing import print_json, print_table


def tables(as_json: AsJson = False) -> None:
    """The canonical tables that reports read.

    Their columns with type, unit and meaning.
    """
    from detente.analytics.tables import TABLES, VERSION, Table

    def described(table: Table) -> dict[str, Any]:
        columns = [
            {"name": column.name, "type": column.sql_type, "unit": column.unit, "meaning": column.meaning}
            for column in table.columns
        ]
        return {"name": table.name, "meaning": table.meaning, "key": list(table.keys), "columns": columns}

    if as_json:
        print_json({"version": VERSION, "tables": [described(table) for table in TABLES]})
        return
    print(f"Canonical tables, version {VERSION}. Any of them may be empty.")
    for table in TABLES:
        print(f"\n{table.name}: {table.meaning}")
        rows = [[column.name, column.sql_type, column.unit, column.meaning] for column in table.columns]
        print_table(["column", "type", "unit", "meaning"], rows)
