"""What the leads cost: every recorded cost shared out, to the last minor unit, among the leads it was spent on.

A cost is spent on the leads of its campaign; without a campaign on those of its vendor, of its
source, or of both. It is shared in equal parts among such leads that arrived in the month of the
cost, else among all of them in the period. Each lead carries whole minor units, so that every
breakdown and every filter adds up to the same total. A cost for which no lead arrived in the
period is `idle`: it stands with what the cost itself says (its source, campaign, vendor).
"""

from __future__ import annotations

from sqlglot import exp

from detente.analytics.cohort import readdressed
from detente.analytics.dialects import read
from detente.analytics.fields import field
from detente.analytics.filters import FIRST_LEADS, SCOPED, condition, cuts
from detente.analytics.shape import Shape

TABLES = frozenset({"leads", "costs", "campaigns"})

_KEY = """CASE WHEN k.campaign_id IS NOT NULL THEN 'c' || CAST(k.campaign_id AS VARCHAR)
    ELSE coalesce('v' || nullif(k.vendor, ''), '') || coalesce('s' || nullif(k.source, ''), '') END"""

_BILLS = """
SELECT {key} AS bill, strftime(k.on_day, '%Y-%m') AS month, min(k.on_day) AS on_day,
    min(k.campaign_id) AS campaign_id, min(k.vendor) AS vendor, min(k.source) AS source,
    sum(coalesce(k.base_minor, CASE WHEN k.currency IS NULL OR k.currency = $currency
        THEN k.amount_minor END)) AS minor
FROM costs AS k WHERE TRUE{period}
GROUP BY ALL
"""

_DRAWN = """
SELECT a.lead_id, b.bill, b.month, b.month = a.month AS is_of_month, b.minor
FROM (
    SELECT y.lead_id, y.month, unnest(['c' || CAST(y.campaign_id AS VARCHAR), 'v' || y.vendor,
        's' || y.source, 'v' || y.vendor || 's' || y.source]) AS bill
    FROM (
        SELECT f.lead_id, month_of(f.arrived_at, $zone) AS month, f.campaign_id, nullif(f.vendor, '') AS vendor,
            nullif(f.source, '') AS source
        FROM ({first}) AS f WHERE f.arrived_at IS NOT NULL{period} AND (
            f.campaign_id IN (SELECT b.campaign_id FROM bills AS b) OR f.vendor IN (SELECT b.vendor FROM bills AS b)
            OR f.source IN (SELECT b.source FROM bills AS b))
    ) AS y
) AS a
JOIN bills AS b ON b.bill = a.bill AND b.minor IS NOT NULL
"""

_SHARED = """
SELECT s.lead_id, CAST(sum(s.nth * s.minor // s.number - (s.nth - 1) * s.minor // s.number) AS BIGINT) AS cost_minor
FROM (
    SELECT d.lead_id, CAST(d.minor AS HUGEINT) AS minor,
        row_number() OVER (PARTITION BY d.bill, d.month ORDER BY d.lead_id) AS nth,
        count(*) OVER (PARTITION BY d.bill, d.month) AS number
    FROM (SELECT n.*, bool_or(n.is_of_month) OVER (PARTITION BY n.bill, n.month) AS has_month FROM drawn AS n) AS d
    WHERE d.is_of_month OR NOT d.has_month
) AS s
GROUP BY s.lead_id
"""

_IDLE = """
SELECT CAST(l.minor AS BIGINT) AS cost_minor
FROM (
    SELECT b.minor, b.campaign_id, coalesce(b.source, c.source) AS source, c.medium,
        coalesce(b.vendor, c.vendor) AS vendor, CAST(b.on_day AS TIMESTAMP) AS arrived_at,
        CAST(NULL AS VARCHAR) AS landing_page, CAST(NULL AS VARCHAR) AS country, CAST(NULL AS VARCHAR) AS team,
        CAST(NULL AS BIGINT) AS owner_id, CAST(NULL AS VARCHAR) AS fit_band
    FROM bills AS b LEFT JOIN campaigns AS c ON c.campaign_id = b.campaign_id
    WHERE b.minor IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM drawn AS d WHERE d.bill = b.bill AND d.month = b.month
    )
) AS l
"""


def spending(shape: Shape) -> list[tuple[str, exp.Expression]]:
    """`lead_costs` (lead_id, cost_minor) and `idle_costs` (group_key, cost_minor), with what they are made of."""
    days = (" AND k.on_day >= $from_on" if shape.has_from else "") + (
        " AND k.on_day <= $to_on" if shape.has_to else ""
    )
    arrived = (" AND f.arrived_at >= $from_at" if shape.has_from else "") + (
        " AND f.arrived_at < $to_at" if shape.has_to else ""
    )
    # All leads of the period share, whatever is filtered: a filter shows a part, it shifts no cost.
    first = FIRST_LEADS.format(leads=SCOPED if cuts(shape) else "leads")
    return [
        ("bills", read(_BILLS.format(key=_KEY, period=days))),
        ("drawn", read(_DRAWN.format(first=first, period=arrived))),
        ("lead_costs", read(_SHARED)),
        ("idle_costs", _idle(shape)),
    ]


def _idle(shape: Shape) -> exp.Expression:
    tree = read(_IDLE)
    assert isinstance(tree, exp.Select)
    key = readdressed(read(field(shape.by).expression), "l") if shape.by else read("CAST(NULL AS VARCHAR)")
    tree = tree.select(exp.alias_(key, "group_key"))
    for number, (name, nulls) in enumerate(shape.filters):
        tree = tree.where(condition(field(name), number, nulls))
    return tree
