-- What leads of each source that had time to close brought in: n leads, k with won money, its sum and squares.
WITH links AS (
    SELECT lead, deal FROM leads WHERE lead IS NOT NULL AND deal IS NOT NULL
    UNION
    SELECT lead, deal FROM deals WHERE lead IS NOT NULL AND deal IS NOT NULL
),
kept AS (
    SELECT lead, min(created_at) AS created_at, min(source) AS source
    FROM leads
    WHERE lead IS NOT NULL
    GROUP BY lead
),
won AS (
    SELECT k.lead, sum(d.amount) AS amount, max(date_diff('day', k.created_at, d.closed_at)) AS days
    FROM links AS l
    INNER JOIN kept AS k ON l.lead = k.lead
    INNER JOIN deals AS d ON l.deal = d.deal
    WHERE d.status = 'won' AND d.amount > 0 AND isfinite(d.amount)
    GROUP BY k.lead
),
ripe AS (
    SELECT coalesce(quantile_disc(days, 0.9) FILTER (days >= 0), 0) AS days FROM won
)
SELECT k.source, count(*) AS n, count(w.amount) AS k, sum(w.amount) AS total, sum(w.amount * w.amount) AS squares
FROM kept AS k
CROSS JOIN ripe AS r
LEFT JOIN won AS w ON k.lead = w.lead
WHERE k.created_at IS NULL OR k.created_at <= $as_of - to_days(CAST(r.days AS INTEGER))
GROUP BY k.source
