"""Cells merged downwards: what a person sees beside several rows is written in the first of them only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

Range = tuple[tuple[int, int], tuple[int, int]]
MOST = 100_000


@dataclass(frozen=True)
class Merged:
    """Column (from 0) -> the first and last row (from 1) of each of its merged ranges."""

    ranges: tuple[tuple[int, int, int], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.ranges)

    @classmethod
    def of(cls, found: Iterable[Range], *, below: int) -> Merged:
        """The ranges of one column and several rows below the column names."""
        kept = [
            (left, top + 1, bottom + 1)
            for (top, left), (bottom, right) in list(found)[:MOST]
            if left == right and bottom > top and top + 1 > below
        ]
        return cls(tuple(sorted(kept, key=lambda one: one[1])))


def spread(rows: Iterator[tuple[int, list[Any]]], merged: Merged) -> Iterator[tuple[int, list[Any]]]:
    """The rows, a merged value standing in each of its rows."""
    waiting = list(reversed(merged.ranges))
    running: dict[int, tuple[int, Any]] = {}
    for number, row in rows:
        for place, (last, value) in list(running.items()):
            if number > last:
                del running[place]
            elif place < len(row):
                row[place] = value
        while waiting and waiting[-1][1] <= number:
            place, _, last = waiting.pop()
            if place < len(row):
                running[place] = (last, row[place])
        yield number, row
