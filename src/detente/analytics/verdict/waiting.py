"""How long waiting would take to settle what cannot be told now, at the pace at which leads arrive and are won."""

from __future__ import annotations

from math import ceil

from detente.analytics.verdict.naming import MATERIAL
from detente.analytics.verdict.reckoning import FEWEST_EXPECTED, FEWEST_WINS
from detente.analytics.verdict.verdict import Verdict

LONGEST_MONTHS = 24
"""Waiting longer than this settles nothing that is still of use."""
_MONTH_DAYS = 30.4375


def months_to_wait(found: Verdict) -> int | None:
    """Months until a fall of 7 % could be told from none; None where it takes more than two years.

    Too few wins: until there are 25 in the benchmark and 10 expected. Else an interval's width shrinks with the
    root of the number of leads, so (half of it / 7 %)² times as long a period is needed.
    """
    days = found.periods.days
    now_months, base_months = max(days[1] / _MONTH_DAYS, 0.1), max(days[0] / _MONTH_DAYS, 0.1)
    leads, wins = found.counted.leads, found.counted.wins
    if found.total is None:
        if not wins[0] or not leads[1]:
            return None
        expected = wins[0] / leads[0] * leads[1]
        more = max(
            (FEWEST_EXPECTED - expected) / (expected / now_months),
            (FEWEST_WINS - wins[0]) / (wins[0] / base_months),
        )
    else:
        half = (found.total.high - found.total.low) / 2
        more = ((half / MATERIAL) ** 2 - 1) * now_months
    months = max(1, ceil(more))
    return months if months <= LONGEST_MONTHS else None
