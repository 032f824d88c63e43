-- Work written down by hand, in tens of minutes; ten or more of an owner in under three minutes are a program's work.
WITH minutes AS (
    SELECT owner, date_trunc('minute', created_at) AS minute, count(*) AS n
    FROM activities
    WHERE created_at IS NOT NULL AND owner IS NOT NULL AND coalesce(is_done, TRUE) AND NOT coalesce(is_inbound, FALSE)
        AND coalesce(kind, 'task') IN ('call', 'task', 'note', 'meeting')
    GROUP BY ALL
),
tens AS (
    SELECT owner, time_bucket(INTERVAL 10 MINUTE, minute) AS begun, sum(n)::BIGINT AS n, count(*) AS minutes
    FROM minutes
    GROUP BY ALL
)
SELECT date_trunc('month', begun)::DATE AS month,
    coalesce(sum(n) FILTER (WHERE n < 10 OR minutes >= 3), 0)::BIGINT AS whole,
    coalesce(sum(n) FILTER (WHERE n >= 10 AND minutes >= 3), 0)::BIGINT AS part,
    count(DISTINCT owner) FILTER (WHERE n >= 10 AND minutes >= 3) AS owners
FROM tens
GROUP BY ALL
ORDER BY ALL
