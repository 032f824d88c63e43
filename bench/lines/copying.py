"""The analytic copy: made anew against a bare load of the same rows, and refreshed after 10,000 changes."""

from __future__ import annotations

import random
import sqlite3
import statistics
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

import duckdb

from bench.table import Line, interleaved

BATCH = 50_000
CHANGES = 10_000


def measure(leads: int) -> list[Line]:
    from detente import copy

    copy.rebuild()
    with tempfile.TemporaryDirectory() as place:
        plain = Path(place) / "plain.sqlite3"
        rows = dump(copy.path(), plain)
        product, bare = interleaved(copy.rebuild, lambda: load(plain, Path(place) / "bare.duckdb"), times=3)
    speed, limit = rows / product, rows / bare
    return [
        Line("copy rebuilt", speed, limit, "rows/ms", at_least=0.7, limit_is="bare cursor, numpy, DuckDB"),
        Line(f"{CHANGES:,} changes visible", refreshed(leads), 400, "ms", at_most=1, limit_is="the target"),
    ]


def dump(path: Path, plain: Path) -> int:
    """The copy's own rows as plain SQLite tables, instants as text as the CRM keeps them; returns how many."""
    from detente.analytics.tables import TABLES

    count = 0
    with duckdb.connect(str(path), read_only=True) as copied, sqlite3.connect(plain) as file:
        for table in TABLES:
            marks = ", ".join("?" * len(table.columns))
            columns = ", ".join(f'"{column}"' for column in table.names)
            file.execute(f"CREATE TABLE {table.name} ({columns})")
            cursor = copied.execute(f"SELECT * FROM {table.name}")
            while rows := cursor.fetchmany(BATCH):
                file.executemany(
                    f"INSERT INTO {table.name} VALUES ({marks})", [[as_text(v) for v in row] for row in rows]
                )
                count += len(rows)
    return count


def as_text(value: object) -> object:
    return value.isoformat(" ") if hasattr(value, "isoformat") else value


def load(plain: Path, bare: Path) -> None:
    """Nothing but the rows: a cursor, numpy columns, an insert."""
    from detente.analytics.engines import creation
    from detente.analytics.tables import TABLES
    from detente.copy.arrays import arrays

    bare.unlink(missing_ok=True)
    with sqlite3.connect(plain) as file, duckdb.connect(str(bare), config={"threads": 2}) as copied:
        copied.execute("BEGIN")
        for table in TABLES:
            copied.execute(creation(table))
            cursor = file.execute(f"SELECT * FROM {table.name}")
            while rows := cursor.fetchmany(BATCH):
                incoming = arrays(table, rows, "sqlite")
                copied.register("incoming", incoming)
                copied.execute(f"INSERT INTO {table.name} SELECT * FROM incoming")
                copied.unregister("incoming")
        copied.execute("COMMIT")
        copied.execute("CHECKPOINT")


def refreshed(leads: int) -> float:
    """Median milliseconds from the last of the writes until readers find them."""
    from detente import copy

    taken = []
    for turn in range(3):
        change(leads, turn)
        begun = time.perf_counter()
        copy.refresh()
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)


def change(leads: int, turn: int) -> None:
    from detente.crm.history import bulk
    from detente.crm.history.facts import Attempted
    from detente.crm.models import Lead

    ids = list(Lead.objects.values_list("pk", flat=True))
    chosen = random.Random(turn).sample(ids, min(CHANGES, leads))
    with bulk.writing() as writer:
        now: datetime = writer.recorded_at
        for story in writer.leads(chosen).values():
            fact = Attempted(channel="call", disposition="connected", seconds=60)
            writer.record(story, fact, at=now - timedelta(seconds=1))
