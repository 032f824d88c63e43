"""What it costs to find out late: the work on leads that were lost for quality after they had become SQL."""

from __future__ import annotations

from typing import Any

import duckdb

_WORK = """
WITH late AS (
    SELECT chain_id, qualified_at, date_diff('second', qualified_at, ended_at) / 86400.0 AS days
    FROM verdict_units WHERE period = 1 AND rank BETWEEN 4 AND 5 AND loss = 2
),
work AS (
    SELECT k.chain_id, a.at, a.seconds
    FROM main.activities AS a JOIN verdict_links AS k ON k.lead_id = a.lead_id
    WHERE a.at >= $now_from AND a.at < $now_to
)
SELECT (SELECT count(*) FROM late), (SELECT avg(l.days) FROM late AS l),
    count(*) FILTER (WHERE l.chain_id IS NOT NULL), count(*),
    sum(w.seconds) FILTER (WHERE l.chain_id IS NOT NULL)
FROM work AS w LEFT JOIN late AS l ON l.chain_id = w.chain_id AND w.at >= l.qualified_at
"""

_PAID = """
SELECT sum(amount_minor), count(DISTINCT currency), min(currency) FROM main.team_costs
WHERE team IN ('sales', 'inside sales') AND kind = 'people' AND month_on >= $now_from AND month_on < $now_to
"""


def cost_of_late_discovery(cursor: duckdb.DuckDBPyConnection, given: dict[str, Any]) -> dict[str, Any]:
    """Of the period's leads found lacking after SQL, as reps stated: `leads`, mean `days` from SQL to the loss,
    `touches` and `hours` of work past SQL (None where none are recorded), and `cost_minor`: the same share of what
    sales' people cost as of all their activities (None without costs, or with costs in several currencies).
    """
    ends = {name: given[name] for name in ("now_from", "now_to")}
    row = cursor.execute(_WORK, ends).fetchone() or (0, None, 0, 0, None)
    leads, days, touches, every, seconds = row
    paid = cursor.execute(_PAID, ends).fetchone() or (None, 0, None)
    known = paid[0] is not None and paid[1] == 1 and every
    return {
        "leads": leads,
        "days": days,
        "touches": touches if every else None,
        "hours": seconds / 3600 if seconds else None,
        "cost_minor": round(float(paid[0]) * touches / every) if known else None,
        "currency": paid[2] if known else None,
    }
