-- Each closed deal, and the share of all closed deals of its mix (source, product, type) that were won.
WITH mixed AS (
    SELECT c.deal_id, c.group_key, c.owner_id, c.status = 'won' AS won, c.value_minor,
        days_between(c.opened_at, c.closed_at) AS days,
        avg(CASE WHEN c.status = 'won' THEN 1.0 ELSE 0.0 END) OVER (
            PARTITION BY coalesce(c.source, ''), coalesce(c.product, ''), coalesce(c.type, '')
        ) AS expected
    FROM closings AS c
),
counted AS (
    SELECT m.deal_id, m.group_key, m.owner_id, TRUE AS deals, m.won, NOT m.won AS lost,
        m.won AND m.value_minor IS NULL AS won_without_value,
        m.won AND m.days >= 0 AS timed,
        CASE WHEN m.won THEN m.value_minor END AS value_minor, m.days, m.expected
    FROM mixed AS m
)
SELECT
    e.group_key,
    min(e.owner_id) AS rep_id,
    count(*) FILTER (WHERE e.deals) AS deals,
    count(*) FILTER (WHERE e.won) AS won,
    count(*) FILTER (WHERE e.lost) AS lost,
    count(*) FILTER (WHERE e.won_without_value) AS won_without_value,
    CAST(sum(e.value_minor) AS BIGINT) AS value_minor,
    quantile_exact(e.days, 0.5) FILTER (WHERE e.timed) AS cycle_days,
    sum(e.expected) AS expected_won,
    sum(e.expected * (1.0 - e.expected)) AS expected_variance
FROM counted AS e
GROUP BY e.group_key
