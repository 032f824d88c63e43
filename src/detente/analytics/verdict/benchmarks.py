"""Other yardsticks beside the period before: what was aimed at, and what the best sources bring."""

from __future__ import annotations

from math import ceil
from typing import Any

import numpy as np

from detente.analytics.engines import Engine
from detente.analytics.verdict.counted import Counted
from detente.analytics.verdict.naming import ends
from detente.analytics.verdict.periods import Periods
from detente.analytics.verdict.split import Split

_FEWEST_SOURCES = 4
_DAYS = {"week": 7.0, "month": 30.4375, "quarter": 91.3125, "year": 365.25}

_GOALS = """
SELECT amount, per, code FROM targets
WHERE measure = 'won' AND NOT coalesce(is_promise, FALSE) AND amount IS NOT NULL AND per IS NOT NULL
    AND (starts_on IS NULL OR starts_on < $now_to) AND (ends_on IS NULL OR ends_on >= $now_from)
ORDER BY starts_on DESC NULLS LAST LIMIT 1
"""


def other_benchmarks(engine: Engine, periods: Periods, counted: Counted, found: Split) -> dict[str, Any]:
    """`best_sources` and `target`: the rate (or number) aimed at, and what is won against it; absent where unknown."""
    told: dict[str, Any] = {}
    if best := _best_sources(counted, found):
        told["best_sources"] = best
    if goal := _target(engine, periods, counted, found):
        told["target"] = goal
    return told


def _best_sources(counted: Counted, found: Split) -> dict[str, Any] | None:
    """The benchmark's win rate of the best quarter of sources, and how far below it the period is (a share of it)."""
    rates = np.median(found.by_source[0], axis=0)
    if len(rates) < _FEWEST_SOURCES:
        return None
    best = np.argsort(-rates)[: ceil(len(rates) / 4)]
    aimed = found.by_source[0][:, best].mean(1)
    low, middle, high = ends(found.rates[1] / aimed - 1)
    names = [counted.codes.sources[one] for one in best]
    return {"sources": names, "rate": float(np.median(aimed)), "estimate": middle, "low": low, "high": high}


def _target(engine: Engine, periods: Periods, counted: Counted, found: Split) -> dict[str, Any] | None:
    """Wins aimed at in the days of the period, against those its leads will bring (a share of the aim)."""
    goals = engine.rows(_GOALS, {"now_from": periods.now_from, "now_to": periods.now_to})
    if not goals or not goals[0]["amount"] or goals[0]["per"] not in _DAYS:
        return None
    aimed = goals[0]["amount"] * periods.days[1] / _DAYS[goals[0]["per"]]
    low, middle, high = ends(found.rates[1] * counted.leads[1] / aimed - 1)
    return {"code": goals[0]["code"], "won": aimed, "estimate": middle, "low": low, "high": high}
