"""Which sources stand apart: each against the rest, on what lead quality is judged by."""

from __future__ import annotations

from collections.abc import Sequence

from detente.analytics.answer import Row
from detente.analytics.fields import field
from detente.analytics.language import marked
from detente.analytics.stats.comparison import Compared, Measure, compare

MEASURES = (
    Measure("won", "judged_won", "judged", marked("more wins"), marked("fewer wins")),
    Measure("defective", "judged_defective", "judged", marked("more bad data"), marked("less bad data")),
    Measure("sql", "judged_sql", "judged", marked("more SQLs"), marked("fewer SQLs")),
)
"""Wins first: they are what leads are for."""


def is_origin(by: str) -> bool:
    """Whether a field says where leads come from: only such groups are compared, never those who work them."""
    return field(by).of == "first"


def compared(rows: Sequence[Row], by: str) -> Compared:
    """Every group against the rest on every measure; the unknown group is none."""
    if not is_origin(by):
        return Compared((), 0, 0)
    return compare(rows, by, MEASURES)


def apart(rows: Sequence[Row], by: str) -> list[str]:
    """For each row, in words, what it goes with; empty where nothing can be told."""
    order = {measure.name: place for place, measure in enumerate(MEASURES)}
    found = sorted(compared(rows, by).differences, key=lambda one: order[one.measure.name])
    return [
        ", ".join(
            one.measure.more if one.is_more else one.measure.fewer for one in found if one.group == row[by]
        )
        for row in rows
    ]
