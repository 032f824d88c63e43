"""Reports in groups: a column that is written only where its value changes, and holds for the lines below."""

from __future__ import annotations

import re

import duckdb

from detente.intake.exports.opening import Opened
from detente.intake.exports.quoting import identifier
from detente.intake.exports.words import folded
from detente.intake.problems import gettext_noop

FILLED_DOWN = gettext_noop(
    "%(file)s: column %(column)s stands only where a group begins, and is read for all lines of the group"
)
FEWEST = 10
_GROUPS = re.compile(
    r"(owner|inhaber|salesrep|agent|assigned|stage|phase|status|source|quelle|accountname|campaign\w*|kampagne|region|team)$"
)


def filled_down(connection: duckdb.DuckDBPyConnection, opened: Opened, table: str) -> list[str]:
    """Write the headings of groups in the first column into every line; returns a note where there are any."""
    header = opened.headers[0]
    if not _GROUPS.search(folded(header)):
        return []
    cell = identifier(header)
    row = connection.execute(
        f"SELECT count(*), count({cell}), count(DISTINCT {cell}), arg_min({cell} IS NOT NULL, row_no) FROM {table}"
    ).fetchone()
    lines, filled, different, begins = row or (0, 0, 0, False)
    # Each heading stands once, the first line has one, and most lines have none.
    if lines < FEWEST or not begins or different != filled or filled < 2 or 2 * filled > lines:
        return []
    above = f"last_value({cell} IGNORE NULLS) OVER (ORDER BY row_no)"
    connection.execute(
        f"CREATE OR REPLACE TABLE {table} AS SELECT * REPLACE ({above} AS {cell}) FROM {table}"
    )
    return [FILLED_DOWN % {"file": opened.name, "column": header}]
