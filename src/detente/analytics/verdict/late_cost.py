"""What it costs to find out late: the work on leads that were lost for quality after they had become SQL."""

from __future__ import annotations

from typing import Any

import duckdb

# What nobody logged a length of takes as long as its kind does by the estimate that late_discovery states too.
_WORK = """
CREATE OR REPLACE TEMP TABLE verdict_late_work AS
WITH late AS (
    SELECT chain_id, qualified_at, ended_at
    FROM verdict_units WHERE period = 1 AND rank BETWEEN 4 AND 5 AND loss = 2
),
hourly AS (
    SELECT team, month_on AS from_on, amount_minor, currency,
        lead(month_on) OVER (PARTITION BY team ORDER BY month_on) AS until_on
    FROM main.team_costs WHERE kind = 'hour'
),
work AS (
    SELECT a.rep_id, coalesce(a.seconds, 0) <= 0 AS is_estimated,
        CAST(timezone($zone, timezone('UTC', a.at)) AS DATE) AS on_day,
        CASE WHEN a.seconds > 0 THEN a.seconds
            WHEN NOT coalesce(a.is_attempt, TRUE) AND NOT coalesce(a.is_conversation, FALSE) THEN 0
            WHEN a.channel = 'meeting' THEN 2700 WHEN a.channel IN ('call', 'mail') THEN 300 ELSE 180 END AS seconds
    FROM main.activities AS a
    JOIN verdict_links AS k ON k.lead_id = a.lead_id
    JOIN late AS l ON l.chain_id = k.chain_id AND a.at >= l.qualified_at
        AND a.at <= coalesce(l.ended_at, a.at)
    WHERE a.at >= $now_from AND a.at < $now_to
)
SELECT w.seconds, w.is_estimated, h.team, h.from_on, h.amount_minor, h.currency
FROM work AS w
LEFT JOIN main.reps AS r ON r.rep_id = w.rep_id
LEFT JOIN hourly AS h ON h.team = r.team AND w.on_day >= h.from_on AND (h.until_on IS NULL OR w.on_day < h.until_on)
"""

_LATE = """
SELECT count(*), avg(date_diff('second', qualified_at, ended_at) / 86400.0)
FROM verdict_units WHERE period = 1 AND rank BETWEEN 4 AND 5 AND loss = 2
"""

_EVERY = """
SELECT count(*) FROM main.activities AS a JOIN verdict_links AS k ON k.lead_id = a.lead_id
WHERE a.at >= $now_from AND a.at < $now_to
"""

_SPENT = """
SELECT count(*), sum(seconds) / 3600.0,
    coalesce(sum(seconds) FILTER (WHERE is_estimated), 0) / nullif(sum(seconds), 0),
    CASE WHEN bool_and(seconds = 0 OR amount_minor IS NOT NULL) AND count(DISTINCT currency) = 1
        THEN sum(CAST(seconds AS DOUBLE) * amount_minor) / 3600.0 END,
    min(currency)
FROM verdict_late_work
"""

_RATES = """
SELECT DISTINCT team, CAST(from_on AS VARCHAR) AS from_on, amount_minor, currency
FROM verdict_late_work WHERE team IS NOT NULL ORDER BY team, from_on
"""

_PAID = """
SELECT sum(amount_minor), count(DISTINCT currency), min(currency) FROM main.team_costs
WHERE team IN ('sales', 'inside sales') AND kind = 'people' AND month_on >= $now_from AND month_on < $now_to
"""


def cost_of_late_discovery(cursor: duckdb.DuckDBPyConnection, given: dict[str, Any]) -> dict[str, Any]:
    """Of the period's leads found lacking after SQL, as reps stated: `leads`, and from SQL to the loss mean `days`,
    `touches` and `hours` of work (None where no work is recorded) with the share that is an estimate.

    `cost_minor` is that time at what an hour of the reps' teams cost on the day (`hour_costs` says how much), else the
    same share of what sales' people cost in the period as of all activities; None where neither is known, or not in
    one currency.
    """
    ends = {name: given[name] for name in ("now_from", "now_to")}
    cursor.execute(_WORK, ends | {"zone": given["zone"]})
    leads, days = cursor.execute(_LATE).fetchone() or (0, None)
    (every,) = cursor.execute(_EVERY, ends).fetchone() or (0,)
    touches, hours, estimated, minor, currency = cursor.execute(_SPENT).fetchone() or (0,) * 5
    if minor is None:
        minor, currency = _share_of_months(cursor, ends, touches, every)
    return {
        "leads": leads,
        "days": days,
        "touches": touches if every else None,
        "hours": float(hours) if hours else None,
        "estimated_share": float(estimated) if hours else None,
        "cost_minor": None if minor is None else round(minor),
        "currency": currency if minor is not None else None,
        "hour_costs": _rates(cursor),
    }


def _share_of_months(
    cursor: duckdb.DuckDBPyConnection, ends: dict[str, Any], touches: int, every: int
) -> tuple[float | None, str | None]:
    paid, currencies, currency = cursor.execute(_PAID, ends).fetchone() or (None, 0, None)
    if paid is None or currencies != 1 or not every:
        return None, None
    return float(paid) * touches / every, currency


def _rates(cursor: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """What an hour of each team cost, each from a day on, as far as it stands behind the money."""
    names = ("team", "from", "minor", "currency")
    return [dict(zip(names, row, strict=True)) for row in cursor.execute(_RATES).fetchall()]
