"""What the database itself guards: names of its constraints and indexes, and which columns are unique."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from detente.copy.snapshot import Snapshot

# Django's introspection parses every table's SQL anew on SQLite: 150 ms, where this takes one.
_SQLITE_NAMES = "SELECT tbl_name, name, sql FROM sqlite_master WHERE sql IS NOT NULL"
_SQLITE_UNIQUE = """
SELECT m.name, i.name, group_concat(c.name) FROM sqlite_master AS m, pragma_index_list(m.name) AS i,
    pragma_index_info(i.name) AS c WHERE m.type = 'table' AND i."unique" AND NOT i.partial GROUP BY m.name, i.name
"""
_POSTGRES_NAMES = """
SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE conrelid <> 0
UNION SELECT indrelid::regclass::text, indexrelid::regclass::text FROM pg_index
"""
_POSTGRES_UNIQUE = """
SELECT i.indrelid::regclass::text, min(a.attname) FROM pg_index AS i
JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)
WHERE i.indisunique AND i.indisvalid AND i.indpred IS NULL GROUP BY i.indexrelid, i.indrelid HAVING count(*) = 1
"""
_NAMED = re.compile(r'CONSTRAINT "([^"]+)"')


@dataclass
class Guarded:
    """Of one table: the names of its constraints and indexes, and the columns that are unique by themselves."""

    names: set[str] = field(default_factory=set)
    unique: set[str] = field(default_factory=set)


def guarded(snapshot: Snapshot) -> dict[str, Guarded]:
    """What each table is guarded by."""
    found: dict[str, Guarded] = {}
    for table, name in _names(snapshot):
        found.setdefault(table, Guarded()).names.add(name)
    for table, column in _unique(snapshot):
        found.setdefault(table, Guarded()).unique.add(column)
    return found


def _names(snapshot: Snapshot) -> list[tuple[str, str]]:
    if snapshot.vendor != "sqlite":
        return [(table, name) for table, name in snapshot.rows(_POSTGRES_NAMES)]
    rows = snapshot.rows(_SQLITE_NAMES)
    return [(table, each) for table, name, sql in rows for each in (name, *_NAMED.findall(sql))]


def _unique(snapshot: Snapshot) -> list[tuple[str, str]]:
    if snapshot.vendor != "sqlite":
        return [(table, column) for table, column in snapshot.rows(_POSTGRES_UNIQUE)]
    rows = snapshot.rows(_SQLITE_UNIQUE)
    return [(table, columns) for table, _index, columns in rows if columns and "," not in columns]
