-- Won deals by day of closing, of the last three years and a quarter.
SELECT CAST(closed_at AS DATE) AS on_day, count(*) AS won
FROM deal_state
WHERE is_won AND closed_at <= $as_of AND closed_at > $as_of - INTERVAL 39 MONTH
GROUP BY 1
ORDER BY 1
