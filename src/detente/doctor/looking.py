"""How the invariants look: in one snapshot, a chunk at a time in the order of keys, so that memory stays bounded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from detente.copy.snapshot import Snapshot

WHOLE = 100_000
"""A history of up to this many events is looked at whole; of a longer one the newest and a sample."""
NEWEST = 5_000
SAMPLE = 25_000
SHOWN = 20
CHUNK = 500
Row = Mapping[str, Any]


class Look:
    """A look at the CRM; `deep` leaves nothing out."""

    def __init__(self, snapshot: Snapshot, *, deep: bool = False) -> None:
        self.snapshot, self.deep = snapshot, deep

    def rows(self, queryset: QuerySet[Any], *names: str) -> Iterator[Row]:
        """Rows of a query with Python's values, read in this snapshot."""
        compiler = queryset.values_list(*names).query.get_compiler(connection=self.snapshot.connection)
        for row in compiler.results_iter(chunked_fetch=True, chunk_size=2_000):
            yield dict(zip(names, row, strict=True))

    def sql(self, statement: str, parameters: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """Rows of a statement, read in this snapshot."""
        for rows in self.snapshot.batches(statement, parameters, size=2_000):
            yield from rows

    @cached_property
    def events(self) -> int:
        """How many events there are."""
        return int(self.snapshot.one("SELECT count(*) FROM crm_event")[0])

    @cached_property
    def is_whole(self) -> bool:
        """Whether everything is looked at."""
        return self.deep or self.events <= WHOLE

    @cached_property
    def first_event(self) -> int:
        """The oldest event that is looked at where only the newest are."""
        if self.is_whole:
            return 0
        newest = self.snapshot.rows(f"SELECT id FROM crm_event ORDER BY id DESC LIMIT 1 OFFSET {NEWEST}")
        return int(newest[0][0])

    def leads(self) -> Iterator[list[int]]:
        """Keys of the leads to be looked at, in order, a chunk at a time."""
        return self._keys("crm_lead", "lead_id")

    def deals(self) -> Iterator[list[int]]:
        """Keys of the deals to be looked at, in order, a chunk at a time."""
        return self._keys("crm_deal", "deal_id")

    def _keys(self, table: str, column: str) -> Iterator[list[int]]:
        if self.is_whole:
            keys: Iterator[int] = (key for (key,) in self.sql(f"SELECT id FROM {table} ORDER BY id"))
        else:
            keys = iter(sorted({*self._changed_lately(column), *self._sample(table)}))
        while chunk := list(islice(keys, CHUNK)):
            yield chunk

    def _changed_lately(self, column: str) -> set[int]:
        found = self.sql(f"SELECT DISTINCT {column} FROM crm_event WHERE id > %s", [self.first_event])
        return {key for (key,) in found if key is not None}

    def _sample(self, table: str) -> set[int]:
        """Every n-th key, so many that they have about `SAMPLE` events."""
        every = max(1, self.events // SAMPLE)
        return {key for (key,) in self.sql(f"SELECT id FROM {table} WHERE id %% %s = 0", [every])}

    def some(self, faults: Iterable[str]) -> Iterator[str]:
        """The first faults, and how many more there are."""
        faults = iter(faults)
        yield from islice(faults, SHOWN)
        if more := sum(1 for _ in faults):
            yield f"... and {more} more"


def by_key(rows: Iterable[Row], name: str) -> dict[Any, list[Row]]:
    """Rows grouped by one of their columns, each group in the order they came."""
    found: dict[Any, list[Row]] = {}
    for row in rows:
        found.setdefault(row[name], []).append(row)
    return found
