"""The sides of stated reasons as the verdict reads them: one mapping for both periods."""

from __future__ import annotations

import duckdb

from detente.analytics.reason_sides import side_of, sides

__all__ = ["side_of", "sides_of"]


def sides_of(cursor: duckdb.DuckDBPyConnection) -> None:
    """Make `verdict_sides`: exit, reason, side."""
    select = sides("main.leads", "main.deals", "main.reasons")
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE verdict_sides AS {select}")
