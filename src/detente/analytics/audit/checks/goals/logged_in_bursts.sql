-- Work written down by hand: how much of it stands with nine more of the same owner in the same minute.
WITH minutes AS (
    SELECT owner, date_trunc('minute', created_at) AS minute, count(*) AS n
    FROM activities
    WHERE created_at IS NOT NULL AND owner IS NOT NULL AND coalesce(is_done, TRUE) AND NOT coalesce(is_inbound, FALSE)
        AND coalesce(kind, 'task') IN ('call', 'task', 'note', 'meeting')
    GROUP BY ALL
)
SELECT date_trunc('month', minute)::DATE AS month, sum(n)::BIGINT AS whole,
    coalesce(sum(n) FILTER (WHERE n >= 10), 0)::BIGINT AS part,
    count(DISTINCT owner) FILTER (WHERE n >= 10) AS owners
FROM minutes
GROUP BY ALL
ORDER BY ALL
