"""One readable SELECT for each canonical table, over the CRM's own tables on SQLite and PostgreSQL.

The file `<table>.sql` is all that says how a table is counted. `agreed` in it stands for the
milestones of the playbook versions. Tables of `EMPTY` have no rows in the CRM yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

from detente.analytics.tables import BY_NAME, TABLES, Table

Key = Literal["lead", "past", "deal", "person", "account", "touch", "attempt", "move"]

EMPTY = frozenset({"handoffs", "score_changes", "ratings", "targets", "calendars", "team_costs"})

KEYS: dict[str, tuple[Key, str]] = {
    "leads": ("lead", "lead_id"),
    "defects": ("past", "lead_id"),
    "recyclings": ("past", "lead_id"),
    "assignments": ("past", "lead_id"),
    "deals": ("deal", "deal_id"),
    "deal_leads": ("deal", "deal_id"),
    "people": ("person", "person_id"),
    "members": ("person", "person_id"),
    "accounts": ("account", "account_id"),
    "customers": ("account", "account_id"),
    "touches": ("touch", "touch_id"),
    "activities": ("attempt", "activity_id"),
    "stage_moves": ("move", "move_id"),
}
"""By which changed records a table's rows are read anew, and the column that names them; others are read whole.

`past` are leads too: those whose rows made of several events may have changed. The last three are events.
"""


@dataclass(frozen=True)
class Extract:
    """How one canonical table is read: its SELECT and, unless it is always read whole, its key."""

    table: Table
    sql: str
    key: Key | None
    column: str | None


@cache
def extracts() -> tuple[Extract, ...]:
    """Every table that the CRM has rows for, in the contract's order."""
    return tuple(_extract(table) for table in TABLES if table.name not in EMPTY)


def extract_of(name: str) -> Extract:
    """The extract of one table by its name."""
    return _extract(BY_NAME[name])


def _extract(table: Table) -> Extract:
    sql = resources.files(__name__).joinpath(f"{table.name}.sql").read_text("utf-8")
    key, column = KEYS.get(table.name, (None, None))
    return Extract(table, sql, key, column)
