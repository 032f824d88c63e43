"""Which groups of deals stand apart; single reps against what their mix brings, and only to some readers."""

from __future__ import annotations

from collections.abc import Sequence

from detente.analytics.answer import Row
from detente.analytics.language import marked
from detente.analytics.query import Query
from detente.analytics.stats.comparison import (
    Compared,
    Difference,
    Measure,
    against_expected,
    compare,
    is_material,
)
from detente.analytics.stats.multiplicity import discoveries

WINS = Measure("won", "won", "deals", marked("more wins"), marked("fewer wins"))
OF_MIX = Measure(
    "won", "won", "deals",
    marked("more wins than expected of its mix"), marked("fewer wins than expected of its mix"),
)  # fmt: skip
PEOPLE = ("rep", "owner")
"""Groups that are single people: compared for coaching, and shown to the rep and their manager."""


def may_see(row: Row, query: Query) -> bool:
    """Whether the reader may see how this row compares: a rep sees their own, a manager all."""
    if query.by not in PEOPLE:
        return True
    own = row.get("rep_id") is not None and row["rep_id"] == query.reps
    return query.by == "rep" and (query.reps == "all" or own)


def compared(rows: Sequence[Row], query: Query) -> Compared:
    """Every group against the rest; reps against their mix."""
    if query.by == "rep":
        return _against_mix(rows)
    if query.by in PEOPLE:
        return Compared((), 0, 0)
    return compare(rows, str(query.by), (WINS,))


def _against_mix(rows: Sequence[Row]) -> Compared:
    """Wins of each rep against those that deals of the same source, product and type bring on average."""
    tested = [
        (row, p)
        for row in rows
        if row["rep"] is not None and row["expected_won"]
        and (p := against_expected(row["won"], row["expected_won"], row["expected_variance"], row["deals"])) is not None
    ]  # fmt: skip
    believed = discoveries([p for _, p in tested])
    found = [
        Difference(row["rep"], WINS, row["won"] / row["deals"], row["expected_won"] / row["deals"])
        for (row, _), is_believed in zip(tested, believed, strict=True)
        if is_believed and is_material(row["won"], row["expected_won"])
    ]
    return Compared(tuple(found), len(tested), len(tested))


def apart(rows: Sequence[Row], query: Query) -> list[str]:
    """For each row, in words, how it stands apart; empty where nothing can be told."""
    found = {one.group: one for one in compared(rows, query).differences}
    told = OF_MIX if query.by == "rep" else WINS
    return [
        (told.more if found[group].is_more else told.fewer) if (group := row[str(query.by)]) in found else ""
        for row in rows
    ]
