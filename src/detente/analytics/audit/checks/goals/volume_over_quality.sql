-- Leads by month of creation and source, and how many of them had the outcome within the horizon.
SELECT date_trunc('month', created_at)::DATE AS month, source, count(*) AS whole,
    count(*) FILTER (
        WHERE CASE $outcome WHEN 'won_at' THEN won_at ELSE qualified_at END <= created_at + $horizon
    ) AS part,
    sum(won_amount) FILTER (WHERE won_at <= created_at + $horizon) AS amount
FROM lead_path
WHERE created_at IS NOT NULL
GROUP BY ALL
ORDER BY ALL
