-- Won deals by day of closing.
SELECT CAST(closed_at AS DATE) AS on_day, count(*) AS won
FROM deal_state
WHERE is_won AND closed_at <= $as_of
GROUP BY 1
ORDER BY 1
