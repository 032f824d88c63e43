"""Which fact is found out late most often, and which groups bring more leads that are; beyond chance or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, lgamma, log

from detente.analytics.answer import Row
from detente.analytics.language import marked
from detente.analytics.query import Query
from detente.analytics.report import Beside
from detente.analytics.stats.comparison import Compared, Measure, compare
from detente.analytics.stats.intervals import FEWEST
from detente.analytics.stats.multiplicity import discoveries

OF_LACKING = (
    Measure("late", "mature_late", "mature", marked("more found out late"), marked("less found out late")),
)
OF_SQL = (Measure("late", "mature_late", "mature_sql", marked("more SQLs found lacking"),
                  marked("fewer SQLs found lacking")),)  # fmt: skip
VAGUE = (None, "fit as a whole")
"""No single fact, which somebody could have asked for."""
SURE = 0.05
"""Of the orders that are named, the share that may be false."""


@dataclass(frozen=True)
class Ranked:
    """The facts by late leads, the most first; `level` are those that the first cannot be told apart from."""

    rows: tuple[Row, ...]
    level: tuple[Row, ...]

    @property
    def late(self) -> int:
        """Late leads of all these facts."""
        return sum(row["late"] for row in self.rows)

    @property
    def is_sure(self) -> bool:
        """Whether the first has more late leads than every other, beyond chance."""
        return bool(self.rows) and not self.level


def compared(rows: Sequence[Row], query: Query, beside: Beside) -> Compared:
    """Facts on how late they are found out; any other groups on how many of their SQLs turn out lacking."""
    by = str(query.by)
    if by == "fact":
        return compare(rows, by, OF_LACKING)
    reached = {row["group_key"]: row["mature_sql"] for row in beside["base"]}
    counts = {row[by]: row["mature_late"] for row in rows}
    held = [{by: group, "mature_late": counts.get(group, 0), "mature_sql": n} for group, n in reached.items()]
    return compare(held, by, OF_SQL)


def apart(rows: Sequence[Row], query: Query, beside: Beside) -> list[str]:
    """For each row, in words, what it goes with; empty where nothing can be told."""
    told = {
        one.group: one.measure.more if one.is_more else one.measure.fewer
        for one in compared(rows, query, beside).differences
    }
    return [told.get(row[str(query.by)], "") for row in rows]


def ranked(rows: Sequence[Row]) -> Ranked | None:
    """The facts by the late leads that they decided, and whether the first is ahead of each other (exact test).

    Given the late leads of two facts together, each is as likely the one as the other where none is ahead
    (binomial, 1/2); all pairs with the first are taken together. None below `FEWEST` late leads.
    """
    known = sorted(
        (row for row in rows if row["fact"] not in VAGUE), key=lambda row: (-row["late"], row["fact"])
    )
    if not known or sum(row["late"] for row in known) < FEWEST:
        return None
    first, *others = known
    p_values = [even_odds(first["late"], row["late"]) for row in others]
    sure = discoveries(p_values, q=SURE)
    level = tuple(row for row, is_sure in zip(others, sure, strict=True) if not is_sure)
    return Ranked(tuple(known), level)


def vague(rows: Sequence[Row]) -> int:
    """Late leads whose reason names no single fact."""
    return sum(row["late"] for row in rows if row["fact"] in VAGUE)


def even_odds(one: int, other: int) -> float:
    """Two-sided p-value that two counts come with the same chance (exact binomial test with 1/2)."""
    every, most = one + other, max(one, other)
    if one == other:
        return 1.0
    return min(1.0, 2 * sum(_likely(every, number) for number in range(most, every + 1)))


def _likely(every: int, number: int) -> float:
    return exp(lgamma(every + 1) - lgamma(number + 1) - lgamma(every - number + 1) - every * log(2))
