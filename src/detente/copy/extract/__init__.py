"""One readable SELECT for each canonical table, over the CRM's own tables on SQLite and PostgreSQL.

The file `<table>.sql` is all that says how a table is counted. `agreed` in it stands for the
milestones of the playbook versions. Tables of `MADE` follow from the playbook's documents, or need exact
money, in Python.
Tables of `EMPTY` have no rows in the CRM yet.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

from detente.analytics.tables import BY_NAME, TABLES, Table
from detente.copy import documents, team_costs
from detente.copy.snapshot import Snapshot

Key = Literal["lead", "past", "handed", "deal", "person", "account", "touch", "attempt", "move", "score"]

EMPTY = frozenset({"ratings"})
MADE: dict[str, Callable[[Snapshot], list[tuple[Any, ...]]]] = {
    "playbooks": documents.playbooks,
    "reasons": documents.reasons,
    "targets": documents.targets,
    "calendars": documents.calendars,
    "working_spans": documents.working_spans,
    "team_costs": team_costs.team_costs,
}

KEYS: dict[str, tuple[Key, str]] = {
    "leads": ("lead", "lead_id"),
    "defects": ("past", "lead_id"),
    "recyclings": ("past", "lead_id"),
    "assignments": ("past", "lead_id"),
    "handoffs": ("handed", "lead_id"),
    "deals": ("deal", "deal_id"),
    "deal_leads": ("deal", "deal_id"),
    "people": ("person", "person_id"),
    "members": ("person", "person_id"),
    "accounts": ("account", "account_id"),
    "customers": ("account", "account_id"),
    "touches": ("touch", "touch_id"),
    "activities": ("attempt", "activity_id"),
    "stage_moves": ("move", "move_id"),
    "score_changes": ("score", "score_change_id"),
}
"""By which changed records a table's rows are read anew, and the column that names them; others are read whole.

`past` and `handed` are leads too: those whose rows made of several events, or whose handoffs, may have changed.
The last four are events.
"""


@dataclass(frozen=True)
class Extract:
    """How one canonical table is read: its SELECT and, unless it is always read whole, its key.

    `made` gives the rows of one that no SELECT can: instants and days in it are ISO texts, UTC.
    """

    table: Table
    sql: str
    key: Key | None
    column: str | None
    made: Callable[[Snapshot], list[tuple[Any, ...]]] | None = None


@cache
def extracts() -> tuple[Extract, ...]:
    """Every table that the CRM has rows for, in the contract's order."""
    return tuple(_extract(table) for table in TABLES if table.name not in EMPTY)


def extract_of(name: str) -> Extract:
    """The extract of one table by its name."""
    return _extract(BY_NAME[name])


def _extract(table: Table) -> Extract:
    if table.name in MADE:
        return Extract(table, "", None, None, MADE[table.name])
    sql = resources.files(__name__).joinpath(f"{table.name}.sql").read_text("utf-8")
    key, column = KEYS.get(table.name, (None, None))
    return Extract(table, sql, key, column)
