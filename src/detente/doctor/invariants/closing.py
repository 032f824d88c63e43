"""I6 and I7: the funnel closes in every row, and its rows by source, month and owner add up to one total."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from detente import copy
from detente.analytics.query import Query
from detente.analytics.run import answer
from detente.crm.history.stages import EXITS, MILESTONES
from detente.doctor.looking import Look

NUMBER = "I6"
TITLE = "The funnel closes per source, month and owner, and each breakdown adds up to the same total"
REPAIR = "detente copy rebuild; if it stays, the report's SQL is wrong: please report it with these lines."

BREAKDOWNS = ("source", "month", "owner")
ENDS = ("open", "won", *EXITS)
STANDING = tuple(f"open_{milestone}" for milestone in MILESTONES[:-1])
ADDED = ("leads", *MILESTONES, *ENDS, *STANDING)
Row = Mapping[str, Any]


def faults(look: Look) -> Iterator[str]:
    """Rows whose leads are not all somewhere, and breakdowns that lose or double some."""
    with copy.alongside(look.snapshot) as engine:
        if engine is None:
            return
        found = {by: answer("funnel", engine, Query(by=by)).rows for by in BREAKDOWNS}
    for by, rows in found.items():
        for row in rows:
            yield from _open_rows(f"{by} {row[by] or '(none)'}", row)
    yield from _different_totals(found)


def _open_rows(where: str, row: Row) -> Iterator[str]:
    """Every lead is open, won or ended; every open one stands somewhere; nobody reached more than the step before."""
    ended = sum(row[name] for name in ENDS)
    if ended != row["leads"]:
        yield f"{where}: {row['leads']} leads, {ended} of them open, won or ended"
    standing = sum(row[name] for name in STANDING)
    if standing != row["open"]:
        yield f"{where}: {row['open']} open leads, {standing} of them stand at a milestone"
    for before, after in pairwise(MILESTONES):
        if row[after] > row[before]:
            yield f"{where}: {row[after]} reached {after}, only {row[before]} reached {before}"


def _different_totals(found: Mapping[str, Iterable[Row]]) -> Iterator[str]:
    sums = {by: {name: sum(row[name] for row in rows) for name in ADDED} for by, rows in found.items()}
    first, *others = BREAKDOWNS
    for by in others:
        for name in ADDED:
            if sums[by][name] != sums[first][name]:
                yield f"{name}: {sums[first][name]} by {first}, {sums[by][name]} by {by}"
