"""Which groups end before SQL, or after it, more often than the rest; and which stage holds leads longest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from detente.analytics.answer import Row
from detente.analytics.language import marked
from detente.analytics.query import Query
from detente.analytics.reports.stages_places import is_early
from detente.analytics.stats.comparison import Compared, Measure, compare

MEASURES = (
    Measure("early", "early", "judged", marked("more ends before SQL"), marked("fewer ends before SQL")),
    Measure("late", "late", "past", marked("more ends after SQL"), marked("fewer ends after SQL")),
)  # fmt: skip


@dataclass(frozen=True)
class Falls:
    """Of the leads old enough: how many, those that ended before SQL, and those that ended after it."""

    judged: int
    early: int
    late: int

    @property
    def past(self) -> int:
        """Those that did not end before SQL."""
        return self.judged - self.early


def falls(rows: Sequence[Row]) -> Falls:
    """The ends of these rows; every lead has one last stage, so it counts once."""
    early = sum(row["mature_ended"] for row in rows if is_early(row))
    every = sum(row["mature_ended"] for row in rows)
    return Falls(sum(row["mature_last"] for row in rows), early, every - early)


def by_group(rows: Sequence[Row], query: Query) -> dict[str | None, list[Row]]:
    """The rows of each group."""
    found: dict[str | None, list[Row]] = {}
    for row in rows:
        found.setdefault(row[str(query.by)], []).append(row)
    return found


def compared(rows: Sequence[Row], query: Query) -> Compared:
    """Every group against the rest on both measures; nothing without groups."""
    if query.by is None:
        return Compared((), 0, 0)
    held = {group: falls(own) for group, own in by_group(rows, query).items()}
    counted = [
        {query.by: group, "judged": one.judged, "early": one.early, "past": one.past, "late": one.late}
        for group, one in held.items()
    ]
    return compare(counted, query.by, MEASURES)


def apart(rows: Sequence[Row], query: Query) -> list[str]:
    """For each row, in words, what its group goes with; empty where nothing can be told."""
    found = compared(rows, query)
    return [found.told(row[query.by]) if query.by else "" for row in rows]


def longest(stages: Sequence[Row]) -> tuple[Row | None, bool]:
    """The stage with the longest median, and whether that is sure: its interval lies above all others.

    A stage that fewer than half have left holds leads longer than was seen; it can't be put in order.
    """
    known = [row for row in stages if row["stay_days"] is not None]
    if not known:
        return None, False
    most = max(known, key=lambda row: row["stay_days"])
    others = [row for row in stages if row is not most and row["leads"] - row["untimed"] >= _FEW]
    is_sure = bool(others) and all(
        row["stay_days_high"] is not None
        and most["stay_days_low"] is not None
        and row["stay_days_high"] < most["stay_days_low"]
        for row in others
    )
    return most, is_sure


_FEW = 10
