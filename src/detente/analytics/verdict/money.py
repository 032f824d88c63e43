"""What a shortfall is in won deals and in money of the organisation."""

from __future__ import annotations

from typing import Any

from detente.analytics.engines import Engine
from detente.analytics.query import Query
from detente.analytics.verdict.verdict import Verdict

_AVERAGE = """
SELECT count(*) AS deals, count(base_minor) AS valued, avg(base_minor) AS average
FROM deals WHERE status = 'won' AND lead_id IS NOT NULL AND closed_at >= $base_from AND closed_at < $now_to
"""
_FEWEST_VALUED = 10


def shortfall(engine: Engine, query: Query, found: Verdict) -> dict[str, Any]:
    """Won deals missing (or gained) by quality of the period, apart from volume, with the interval of the total.

    `volume_won`: won deals by more or fewer leads a day at the benchmark's rate. `value_minor`: the
    missing deals at the mean value of won deals of both periods; None where fewer than 10 have a value.
    """
    if found.total is None or not found.base_rate:
        return {"won": None, "low": None, "high": None, "volume_won": None, "value_minor": None,
                "mean_value_minor": None}  # fmt: skip
    expected = found.base_rate * found.counted.leads[1]
    days = found.periods.days
    usual_leads = found.counted.leads[0] * days[1] / max(days[0], 1)
    mean = _mean_value(engine, found)
    won = found.total.estimate * expected
    return {
        "expected_won": expected,
        "won": won,
        "low": found.total.low * expected,
        "high": found.total.high * expected,
        "volume_won": (found.counted.leads[1] - usual_leads) * found.base_rate,
        "mean_value_minor": None if mean is None else round(mean),
        "value_minor": None if mean is None else to_hundreds(won * mean),
        "value_low_minor": None if mean is None else to_hundreds(found.total.low * expected * mean),
        "value_high_minor": None if mean is None else to_hundreds(found.total.high * expected * mean),
        "currency": engine.currency,
    }


def to_hundreds(minor: float) -> int:
    """Money that is estimated, without the smallest units: they would feign precision."""
    return 100 * round(minor / 100)


def _mean_value(engine: Engine, found: Verdict) -> float | None:
    ends = found.periods.instants()
    row = engine.rows(_AVERAGE, {"base_from": ends["base_from"], "now_to": ends["now_to"]})[0]
    return float(row["average"]) if row["valued"] >= _FEWEST_VALUED else None
