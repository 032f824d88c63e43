"""Which groups are followed up sooner or less than the rest."""

from __future__ import annotations

from collections.abc import Sequence

from detente.analytics.answer import Row
from detente.analytics.language import marked
from detente.analytics.query import Query
from detente.analytics.stats.comparison import Compared, Measure, compare

MEASURES = (
    Measure("prompt", "prompt", "answerable", marked("more first attempts within an hour"),
            marked("fewer first attempts within an hour")),
    Measure("worked", "due_tried", "due", marked("more leads tried"), marked("fewer leads tried")),
)  # fmt: skip


def compared(rows: Sequence[Row], query: Query) -> Compared:
    """Every group against the rest on both measures."""
    return compare(rows, str(query.by), MEASURES)


def apart(rows: Sequence[Row], query: Query) -> list[str]:
    """For each row, in words, what it goes with; empty where nothing can be told."""
    found = compared(rows, query)
    return [found.told(row[str(query.by)]) for row in rows]
