-- By day: what counts for marketing (leads, MQLs) and what counts for sales (acceptances, deals opened, deals won).
WITH happened AS (
    SELECT 'leads' AS series, created_at AS moment FROM leads
    UNION ALL SELECT 'mqls', mql_at FROM lead_path
    UNION ALL SELECT 'accepted', accepted_at FROM lead_path
    UNION ALL SELECT 'deals', created_at FROM deals
    UNION ALL SELECT 'won', coalesce(closed_at, expected_on) FROM deals WHERE status = 'won'
)
SELECT series, date_trunc('month', moment)::DATE AS month, count(*) AS whole,
    count(*) FILTER (WHERE day(last_day(moment::DATE)) - day(moment) < 3) AS part
FROM happened
WHERE moment IS NOT NULL AND moment <= $as_of
GROUP BY ALL
ORDER BY ALL
