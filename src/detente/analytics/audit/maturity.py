"""Which cohorts of leads can be judged: old enough to have been won, and not from before wins were written down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.lead_paths import prepare
from detente.analytics.stats.intervals import FEWEST

_SHORTEST = timedelta(days=30)
_LATE = 0.9
"""A cohort is matured once it is as old as nine of ten wins took."""

_TOO_MANY = 5.0
"""So many outcomes expected and none seen: chance does that once in 150 times."""


@dataclass(frozen=True)
class Maturity:
    """Leads created from `truncated_before` (None: from the first) to `matured_to` have had `horizon` to be won."""

    horizon: timedelta
    matured_to: datetime
    truncated_before: datetime | None
    outcomes_to: datetime


def maturity(evidence: Evidence, outcome: str = "won_at") -> Maturity | None:
    """How old leads must be to be judged by an outcome of `lead_path`; None where fewer than 10 have its date.

    The horizon is the 90th percentile of the days from creation to the outcome, 30 days at least, among leads that
    have it. Time is counted to the last outcome in the export: an export of deals that ends early ends every cohort.
    """
    prepare(evidence)
    sql = f"""SELECT count(*) AS n, quantile_cont(epoch({outcome}) - epoch(created_at), {_LATE}) AS late,
        quantile_cont(epoch({outcome}) - epoch(created_at), 0.5) AS usual,
        min({outcome}) AS first, max({outcome}) AS last
        FROM lead_path WHERE {outcome} >= created_at AND {outcome} <= $as_of"""
    found = evidence.rows(sql, {"as_of": evidence.as_of})[0]
    if found["n"] < FEWEST:
        return None
    horizon = max(_SHORTEST, timedelta(seconds=found["late"]))
    last = min(found["last"], evidence.as_of)
    started = _recorded_from(evidence, found["first"], timedelta(seconds=found["usual"]), found["n"])
    return Maturity(horizon, last - horizon, started, last)


def _recorded_from(evidence: Evidence, first: datetime, usual: timedelta, number: int) -> datetime | None:
    """The first outcome's instant, where so many leads came so long before it that chance does not explain the gap."""
    sql = """SELECT count(*) FILTER (WHERE created_at < $begin) AS before,
        count(*) FILTER (WHERE created_at >= $begin) AS after FROM leads"""
    seen = evidence.rows(sql, {"begin": first - usual})[0]
    expected = seen["before"] * number / seen["after"] if seen["after"] else 0.0
    return first if expected >= _TOO_MANY else None
