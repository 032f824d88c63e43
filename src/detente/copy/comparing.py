"""Whether the copy holds the primary's rows: count and order-free hash of every table, by month."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from detente.analytics.engines import creation, open_copy
from detente.analytics.tables import Table
from detente.copy import place
from detente.copy.agreed import agreed
from detente.copy.arrays import Arrays
from detente.copy.extract import Extract, extracts
from detente.copy.reading import read, statement
from detente.copy.refreshing import bring_up_to_date, can_be_continued, mark_of
from detente.copy.snapshot import Snapshot, snapshot

Months = dict[str, tuple[int, int]]
"""Month (empty where there is none) -> rows and the sum of their hashes."""


@dataclass(frozen=True)
class Difference:
    """A table and month in which copy and primary do not hold the same rows."""

    table: str
    month: str
    primary_rows: int
    copy_rows: int

    def __str__(self) -> str:
        of = f" of {self.month}" if self.month else ""
        if self.primary_rows == self.copy_rows:
            return f"{self.table}{of}: {self.copy_rows} rows in both, but not the same ones"
        return f"{self.table}{of}: {self.primary_rows} rows in the CRM, {self.copy_rows} in the copy"


def compare(*, counts_only: bool = False) -> list[Difference]:
    """Where the copy parts from the primary; empty when it does not, or when there is no copy.

    Both are looked at as of the same instant: events that came since the last refresh are first read
    into a copy of the copy. Nothing is changed. A copy that the next refresh makes anew is not compared.
    With `counts_only` only each table's rows are counted, which is quick on a long history.
    """
    before = place.path()
    found = mark_of(before)
    if found is None:
        return []
    with snapshot() as now, tempfile.TemporaryDirectory(dir=place.folder()) as beside:
        if not can_be_continued(now, found):
            return []
        version = Path(beside) / "compared.duckdb"
        shutil.copyfile(before, version)
        bring_up_to_date(version, now, found)
        with open_copy(version) as engine:
            differences = _different_counts if counts_only else _differences
            return list(differences(now, engine.connection))


def _differences(now: Snapshot, copied: duckdb.DuckDBPyConnection) -> Iterator[Difference]:
    rows = agreed(now)
    for extract in extracts():
        primary = _of_primary(extract, read(now, extract, rows))
        in_copy = _counted(copied, extract.table, extract.table.name)
        for month in sorted(primary.keys() | in_copy.keys()):
            theirs, ours = primary.get(month, (0, 0)), in_copy.get(month, (0, 0))
            if theirs != ours:
                yield Difference(extract.table.name, month, theirs[0], ours[0])


def _different_counts(now: Snapshot, copied: duckdb.DuckDBPyConnection) -> Iterator[Difference]:
    rows = agreed(now)
    for extract in extracts():
        sql, parameters = statement(extract, rows, now.vendor)
        primary = now.one(f"SELECT count(*) FROM ({sql}) AS counted", parameters)[0]
        in_copy = copied.execute(f"SELECT count(*) FROM {extract.table.name}").fetchall()[0][0]
        if primary != in_copy:
            yield Difference(extract.table.name, "", primary, in_copy)


def _of_primary(extract: Extract, batches: Iterable[Arrays]) -> Months:
    """Counted a batch at a time, so that memory stays bounded."""
    counts: Counter[str] = Counter()
    hashes: Counter[str] = Counter()
    with duckdb.connect(":memory:", config={"threads": 1}) as memory:
        memory.execute(creation(extract.table))
        for columns in batches:
            memory.register("incoming", columns)
            memory.execute(f"INSERT INTO {extract.table.name} SELECT * FROM incoming")
            for month, (count, total) in _counted(memory, extract.table, extract.table.name).items():
                counts[month] += count
                hashes[month] += total
            memory.execute(f"TRUNCATE {extract.table.name}")
    return {month: (count, hashes[month]) for month, count in counts.items()}


def _counted(connection: duckdb.DuckDBPyConnection, table: Table, name: str) -> Months:
    dated = next((column.name for column in table.columns if column.kind in ("instant", "date")), None)
    month = f"coalesce(strftime(\"{dated}\", '%Y-%m'), '')" if dated else "''"
    columns = ", ".join(f'"{column}"' for column in table.names)
    # The hash is cut to 32 bits so that sums of millions stay far from overflow.
    sql = f"SELECT {month}, count(*), sum((hash({columns}) >> 32)::BIGINT)::HUGEINT FROM {name} GROUP BY 1"
    return {key: (count, int(total)) for key, count, total in connection.execute(sql).fetchall()}
