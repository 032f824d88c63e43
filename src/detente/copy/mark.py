"""What a copy remembers of the primary: up to where it has read, and what its rows took for granted."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from typing import Any

import duckdb

from detente.analytics.tables import VERSION
from detente.copy.snapshot import Snapshot


@dataclass(frozen=True)
class Mark:
    """The rows of `copy_meta`.

    `watermark`: on SQLite the newest event's id (one writer, so ids are in the order of commits); on
    PostgreSQL the oldest transaction that was still running: whatever it and later ones wrote is read
    again, so that an event which commits late is never missed. `restored`, on PostgreSQL: events that
    came from another cluster's dump bear transaction ids of the future; they are settled up to an event
    id. `seen` names what has been read beyond the watermark, `newest` the newest event with its hash
    (another database's copy is recognised by it), and `frame` what many rows depend on.
    """

    as_of: str
    zone: str
    currency: str
    watermark: str
    restored: str
    version: str
    seen: str
    newest: str
    frame: str

    @property
    def last_event_id(self) -> int:
        """The newest event in the copy; 0 when there was none."""
        return int(self.newest.partition(":")[0] or 0)


def take(snapshot: Snapshot) -> Mark:
    """The mark that belongs to a copy of this snapshot."""
    zone, currency = _organisation(snapshot)
    watermark, restored = _watermark(snapshot), _restored(snapshot)
    newest = snapshot.rows("SELECT id, hash FROM crm_event ORDER BY id DESC LIMIT 1")
    return Mark(
        as_of=snapshot.as_of.replace(tzinfo=None).isoformat(),
        zone=zone,
        currency=currency,
        watermark=watermark,
        restored=restored,
        version=str(VERSION),
        seen=_seen(snapshot, watermark, restored),
        newest=":".join(map(str, newest[0])) if newest else "",
        frame=json.dumps(_frame(snapshot, currency), sort_keys=True),
    )


def _organisation(snapshot: Snapshot) -> tuple[str, str]:
    found = snapshot.rows("SELECT zone, currency FROM crm_organisation")
    return found[0] if found else ("UTC", "EUR")


def _watermark(snapshot: Snapshot) -> str:
    if snapshot.vendor == "postgresql":
        return str(snapshot.one("SELECT pg_snapshot_xmin(pg_current_snapshot())::text")[0])
    return str(snapshot.one("SELECT coalesce(max(id), 0) FROM crm_event")[0])


def _restored(snapshot: Snapshot) -> str:
    if snapshot.vendor != "postgresql":
        return ""
    after = int(snapshot.one("SELECT pg_snapshot_xmax(pg_current_snapshot())::text")[0])
    newest = snapshot.one("SELECT max(id) FROM crm_event WHERE xact >= %s", [after])[0]
    return f"{after}:{newest}" if newest else ""


def beyond(vendor: str, watermark: str, restored: str) -> tuple[str, list[int]]:
    """The condition on `e`, an event, that it may be newer than a watermark, and its parameters."""
    if vendor != "postgresql":
        return "e.id > %s", [int(watermark)]
    if not restored:
        return "e.xact >= %s", [int(watermark)]
    after, newest = restored.split(":")
    return "e.xact >= %s AND NOT (e.xact >= %s AND e.id <= %s)", [int(watermark), int(after), int(newest)]


def seen(snapshot: Snapshot, mark: Mark) -> str:
    """Which events lie beyond a mark: how many, and the newest. Cheap enough to ask every second."""
    return _seen(snapshot, mark.watermark, mark.restored)


def _seen(snapshot: Snapshot, watermark: str, restored: str) -> str:
    condition, parameters = beyond(snapshot.vendor, watermark, restored)
    count, newest = snapshot.one(
        f"SELECT count(*), max(e.id) FROM crm_event AS e WHERE {condition}", parameters
    )
    return f"{count}:{newest or 0}"


def _frame(snapshot: Snapshot, currency: str) -> dict[str, dict[str, Any]]:
    """What rows of many records depend on without an event of their own; a change in it means: rebuild."""
    return {
        "currency": {"is": currency},
        "playbooks": {str(key): None for (key,) in snapshot.rows("SELECT version FROM crm_playbook")},
        "teams": _named(snapshot.rows("SELECT id, kind FROM crm_team")),
        "teams_of_users": _named(snapshot.rows("SELECT id, team_id FROM crm_user")),
        "vendors": _named(snapshot.rows("SELECT id, name FROM crm_vendor")),
    }


def _named(rows: list[tuple[Any, ...]]) -> dict[str, Any]:
    return {str(key): value for key, value in rows}


def is_same_frame(before: Mark, now: Mark) -> bool:
    """Whether nothing that was there before has changed; what is new since changes no older row."""
    old, new = json.loads(before.frame), json.loads(now.frame)
    if old["playbooks"] != new["playbooks"]:
        return False
    return all(
        new.get(part, {}).get(key, held) == held for part, rows in old.items() for key, held in rows.items()
    )


def is_same_history(snapshot: Snapshot, mark: Mark) -> bool:
    """Whether the copy is of this very history, not of another database or of one since restored."""
    if int(mark.watermark) > int(_watermark(snapshot)):
        return False
    if not mark.newest:
        return snapshot.one("SELECT count(*) FROM crm_event")[0] == _how_many(seen(snapshot, mark))
    key, _, its_hash = mark.newest.partition(":")
    return snapshot.rows("SELECT hash FROM crm_event WHERE id = %s", [int(key)]) == [(its_hash,)]


def _how_many(seen_: str) -> int:
    return int(seen_.partition(":")[0])


def waiting(snapshot: Snapshot, mark: Mark) -> int:
    """How many events have come since a mark; those read beyond its watermark don't count again."""
    return max(0, _how_many(seen(snapshot, mark)) - _how_many(mark.seen))


def write(connection: duckdb.DuckDBPyConnection, mark: Mark) -> None:
    """Put the mark in place of the one before."""
    connection.execute("DELETE FROM copy_meta")
    connection.executemany("INSERT INTO copy_meta VALUES (?, ?)", list(asdict(mark).items()))


def read(connection: duckdb.DuckDBPyConnection) -> Mark:
    """The mark of an open copy; KeyError or a DuckDB error when it is none of this version."""
    said = dict(connection.execute("SELECT name, value FROM copy_meta").fetchall())
    return Mark(**{field.name: said[field.name] for field in fields(Mark)})
