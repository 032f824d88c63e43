-- Lost deals and ended leads by day.
SELECT 'deals' AS object, CAST(closed_at AS DATE) AS on_day, count(*) AS ended
FROM deal_state
WHERE is_closed AND NOT is_won AND closed_at IS NOT NULL
GROUP BY ALL
UNION ALL
SELECT 'leads', CAST(closed_at AS DATE), count(*)
FROM lead_state
WHERE exit IS NOT NULL AND closed_at IS NOT NULL
GROUP BY ALL
ORDER BY object, on_day
