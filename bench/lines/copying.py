"""The analytic copy: made anew against a bare load of the same rows; ten thousand changes made visible."""

from __future__ import annotations

import random
import shutil
import sqlite3
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import duckdb

from bench.table import Line, interleaved

CHANGES = 10_000
TIMES = 3
VISIBLE_WITHIN = 400
LONG = 500_000


def measure(leads: int) -> list[Line]:
    """Rows a second of a rebuild; milliseconds until changes of ten thousand leads can be read."""
    return [rebuilt(leads), refreshed(), refreshed(readers=2)]


def rebuilt(leads: int) -> Line:
    from detente import copy

    with tempfile.TemporaryDirectory() as beside:
        rows = write_plain(copy.rebuild(), Path(beside) / "plain.sqlite3")
        # A million leads take a minute or two each time; what warms up has run for `write_plain` already.
        times = TIMES if leads < LONG else 1
        load = partial(load_plain, Path(beside))
        product, bare = interleaved(copy.rebuild, load, times, warms_up=leads < LONG)
    speeds = rows / product, rows / bare
    return Line(
        "copy made anew", *speeds, "rows/ms", at_least=0.7, limit_is="cursor, numpy, DuckDB; no joins"
    )


def write_plain(copied: Path, plain: Path) -> int:
    """The copy's rows as plain SQLite tables; returns how many."""
    from detente.analytics.tables import TABLES

    written = 0
    with duckdb.connect(str(copied), read_only=True) as source, sqlite3.connect(plain) as target:
        for table in TABLES:
            target.execute(f"CREATE TABLE {table.name} ({', '.join(map(_quoted, table.names))})")
            columns = ", ".join(
                f"{_quoted(c.name)}::VARCHAR" if c.kind in ("instant", "date") else _quoted(c.name)
                for c in table.columns
            )
            found = source.execute(f"SELECT {columns} FROM {table.name}")
            marks = ", ".join("?" * len(table.names))
            while rows := found.fetchmany(50_000):
                target.executemany(f"INSERT INTO {table.name} VALUES ({marks})", rows)
                written += len(rows)
    return written


def load_plain(folder: Path) -> None:
    """The limit: every plain row through numpy into a new DuckDB file."""
    from detente.analytics.engines import create_tables
    from detente.analytics.tables import TABLES
    from detente.copy.arrays import arrays
    from detente.copy.building import writing

    target = folder / "bare.duckdb"
    target.unlink(missing_ok=True)
    with sqlite3.connect(folder / "plain.sqlite3") as source, writing(target) as connection:
        create_tables(connection)
        for table in TABLES:
            cursor = source.execute(f"SELECT * FROM {table.name}")
            while rows := cursor.fetchmany(50_000):
                connection.register("incoming", arrays(table.columns, rows, "sqlite"))
                connection.execute(f"INSERT INTO {table.name} SELECT * FROM incoming")
                connection.unregister("incoming")


def refreshed(readers: int = 0) -> Line:
    """`readers` threads ask for reports all the while."""
    from detente import copy
    from detente.crm.models import Lead

    copy.refresh()
    ids = list(Lead.objects.values_list("pk", flat=True))
    chosen = random.Random(3).sample(ids, min(CHANGES, len(ids)))
    with reading(readers):
        took = statistics.median(unwritten(lambda: write(chosen), copy.refresh) for _ in range(TIMES))
    goal = f"copy shows changes of {len(chosen):,} leads, within {VISIBLE_WITHIN} ms"
    if readers:
        goal += f", while {readers} people read reports"
    return Line(goal, took, VISIBLE_WITHIN, "ms", at_most=1, limit_is="the target")


@contextmanager
def reading(readers: int) -> Iterator[None]:
    """So many threads that ask for the funnel, one question after the other."""
    from detente import copy
    from detente.analytics.query import Query
    from detente.analytics.run import answer

    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            answer("funnel", copy.engine(), Query(by="source"))

    threads = [threading.Thread(target=read) for _ in range(readers)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        done.set()
        for thread in threads:
            thread.join()


def unwritten(change: Callable[[], object], act: Callable[[], object]) -> float:
    """Milliseconds of `act` after a change that is taken back, so that the company stays as it was built.

    The refresher looks at the copy every second, so it has looked at this one.
    """
    from django.db import transaction

    from detente.copy import is_behind, place

    with tempfile.TemporaryDirectory() as beside:
        kept = shutil.copyfile(place.path(), Path(beside) / "kept.duckdb")
        with transaction.atomic():
            change()
            assert is_behind()
            begun = time.perf_counter()
            act()
            took = (time.perf_counter() - begun) * 1000
            transaction.set_rollback(True)
        place.publish(Path(shutil.copyfile(kept, place.new_name())))
    return took


def write(leads: list[int]) -> None:
    from detente.crm.history import bulk, facts

    for start in range(0, len(leads), 2_000):
        with bulk.writing() as writer:
            for lead in writer.leads(leads[start : start + 2_000]).values():
                fact = facts.Attempted(channel="call", disposition="no_answer")
                writer.record(lead, fact, at=datetime.now(UTC))


def _quoted(name: str) -> str:
    return f'"{name}"'
