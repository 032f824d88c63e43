"""Whether the copy holds the primary's rows: count and order-free hash of every table, by month."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from detente.analytics import worked_out
from detente.analytics.engines import Engine, creation, open_copy
from detente.analytics.tables import Table
from detente.copy import building, place
from detente.copy.agreed import Row, agreed
from detente.copy.arrays import Arrays
from detente.copy.extract import Extract, extracts
from detente.copy.reading import read, statement
from detente.copy.refreshing import bring_up_to_date, can_be_continued, is_behind_of, mark_of
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


@contextmanager
def alongside(now: Snapshot) -> Iterator[Engine | None]:
    """The copy as of a snapshot of the primary: events that came since its refresh are read into a copy of it.

    Nothing is changed. None when there is no copy, or one that the next refresh makes anew.
    """
    before = place.path()
    found = mark_of(before)
    if found is None or not can_be_continued(now, found):
        yield None
        return
    with tempfile.TemporaryDirectory(dir=place.folder()) as beside:
        version = Path(beside) / "alongside.duckdb"
        shutil.copyfile(before, version)
        if is_behind_of(now, found):
            bring_up_to_date(version, now, found)
        with open_copy(version) as engine:
            yield engine


def compare(*, counts_only: bool = False) -> list[Difference]:
    """Where the copy parts from the primary; empty when it does not, or when there is no copy.

    Both are looked at as of the same instant. With `counts_only` only each table's rows are counted,
    which is quick on a long history.
    """
    with snapshot() as now, alongside(now) as engine:
        if engine is None:
            return []
        differences = _different_counts if counts_only else _differences
        return list(differences(now, engine.connection))


def _differences(now: Snapshot, copied: duckdb.DuckDBPyConnection) -> Iterator[Difference]:
    rows = agreed(now)
    with duckdb.connect(":memory:", config={"threads": 1}) as memory:
        for extract in extracts():
            primary = _of_primary(memory, extract, read(now, extract, rows))
            in_copy = _counted(copied, extract.table)
            for month in sorted(primary.keys() | in_copy.keys()):
                theirs, ours = primary.get(month, (0, 0)), in_copy.get(month, (0, 0))
                if theirs != ours:
                    yield Difference(extract.table.name, month, theirs[0], ours[0])
    if wrong := worked_out.count_of_wrong(copied):
        yield Difference("leads, worked out of their history", "", wrong, wrong)


def _different_counts(now: Snapshot, copied: duckdb.DuckDBPyConnection) -> Iterator[Difference]:
    rows = agreed(now)
    for extract in extracts():
        primary = _rows_of(now, extract, rows)
        in_copy = copied.execute(f"SELECT count(*) FROM {extract.table.name}").fetchall()[0][0]
        if primary != in_copy:
            yield Difference(extract.table.name, "", primary, in_copy)


def _rows_of(now: Snapshot, extract: Extract, agreed_: Sequence[Row]) -> int:
    if extract.made:
        return len(extract.made(now))
    sql, parameters = statement(extract, agreed_, now.vendor)
    count: int = now.one(f"SELECT count(*) FROM ({sql}) AS counted", parameters)[0]
    return count


def _of_primary(memory: duckdb.DuckDBPyConnection, extract: Extract, batches: Iterable[Arrays]) -> Months:
    """Counted a batch at a time, so that memory stays bounded."""
    counts: Counter[str] = Counter()
    hashes: Counter[str] = Counter()
    memory.execute(creation(extract.table))
    for columns in batches:
        building.insert(memory, extract.table.name, columns)
        for month, (count, total) in _counted(memory, extract.table).items():
            counts[month] += count
            hashes[month] += total
        memory.execute(f"TRUNCATE {extract.table.name}")
    return {month: (count, hashes[month]) for month, count in counts.items()}


def _counted(connection: duckdb.DuckDBPyConnection, table: Table) -> Months:
    dated = next((column.name for column in table.columns if column.kind in ("instant", "date")), None)
    month = f"coalesce(strftime(\"{dated}\", '%Y-%m'), '')" if dated else "''"
    columns = ", ".join(f'"{column.name}"' for column in table.told)
    # The hash is cut to 32 bits so that sums of millions stay far from overflow.
    sql = f"SELECT {month}, count(*), sum((hash({columns}) >> 32)::BIGINT)::HUGEINT FROM {table.name} GROUP BY 1"
    return {key: (count, int(total)) for key, count, total in connection.execute(sql).fetchall()}
