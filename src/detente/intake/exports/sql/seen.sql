WITH now_in(said) AS ({now}), once(said) AS (
    SELECT unnest([old, new]) FROM changes WHERE object = '{table}' AND field IN ('stage', 'status')
)
SELECT said, sum(n)::BIGINT FROM (
    SELECT said, count(*) AS n FROM now_in GROUP BY said UNION ALL SELECT DISTINCT said, 0 FROM once
) WHERE said IS NOT NULL GROUP BY said ORDER BY 2 DESC, 1
