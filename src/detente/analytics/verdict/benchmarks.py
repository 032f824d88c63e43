"""Other yardsticks beside the period before: what was aimed at, and what the best sources bring."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.analytics.engines import Engine
from detente.analytics.verdict.counted import Counted
from detente.analytics.verdict.estimates import estimate_of
from detente.analytics.verdict.periods import Periods
from detente.analytics.verdict.split import Split

Floats = NDArray[np.float64]

_FEWEST_SOURCES = 4
_DAYS = {"week": 7.0, "month": 30.4375, "quarter": 91.3125, "year": 365.25}

_GOALS = """
SELECT amount, per, unit, code FROM targets
WHERE measure = 'won' AND NOT coalesce(is_promise, FALSE) AND amount > 0 AND per IS NOT NULL
    AND (starts_on IS NULL OR starts_on < $now_to) AND (ends_on IS NULL OR ends_on >= $now_from)
ORDER BY starts_on DESC NULLS LAST LIMIT 1
"""


def other_benchmarks(engine: Engine, periods: Periods, counted: Counted, found: Split) -> dict[str, Any]:
    """`best_sources` and `target`: the rate (or number) aimed at, and what is won against it; absent where unknown."""
    told: dict[str, Any] = {}
    best, aimed = best_quartile(found)
    if aimed is not None:
        names = [counted.codes.sources[one] for one in best]
        told["best_sources"] = {
            "sources": names,
            "rate": float(np.median(aimed)),
            **_below(found.rates[1], aimed),
        }
    if goal := goal_of(engine, periods):
        wins = found.rates[1] * counted.leads[1]
        told["target"] = {
            "code": goal.code,
            "won": goal.won(counted),
            **_below(wins, np.asarray(goal.won(counted))),
        }
    return told


def best_quartile(found: Split) -> tuple[list[int], Floats | None]:
    """The best quarter of sources by their benchmark's win rate, and draws of their mean rate; none with few sources.

    Rates are drawn to each other as far as the counts do not carry them, so that luck alone does not make a best one.
    """
    rates = np.median(found.by_source[0], axis=0)
    if len(rates) < _FEWEST_SOURCES:
        return [], None
    best = [int(one) for one in np.argsort(-rates)[: ceil(len(rates) / 4)]]
    return best, np.asarray(found.by_source[0][:, best].mean(1))


@dataclass(frozen=True)
class Goal:
    """What was aimed at: a number of wins for the days of the period, or a share of its leads."""

    code: str | None
    amount: float
    is_share: bool

    def won(self, counted: Counted) -> float:
        """Wins aimed at among the leads of the period."""
        return self.amount * counted.leads[1] if self.is_share else self.amount


def goal_of(engine: Engine, periods: Periods) -> Goal | None:
    """The shared goal for won deals that holds in the period; None where none is known."""
    held = engine.rows(_GOALS, {"now_from": periods.now_from, "now_to": periods.now_to})
    if not held:
        return None
    row = held[0]
    if row["unit"] == "share":
        return Goal(row["code"], float(row["amount"]), is_share=True)
    if row["per"] not in _DAYS:
        return None
    return Goal(row["code"], float(row["amount"]) * periods.days[1] / _DAYS[row["per"]], is_share=False)


def _below(rate: Floats, aimed: Floats) -> dict[str, float]:
    return vars(estimate_of(rate / aimed - 1)).copy()
