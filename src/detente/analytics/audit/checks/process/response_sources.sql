-- By source: leads old enough to have been answered within a day, and those that were.
SELECT coalesce(source, '') AS source, count(*) AS leads,
    count(*) FILTER (CASE WHEN $by_day THEN date_diff('day', created_at, first_at) <= 1
        ELSE first_at <= created_at + INTERVAL 1 DAY END) AS within_day
FROM lead_state
WHERE created_at <= $as_of - INTERVAL 1 DAY AND (first_at IS NOT NULL OR is_unanswered)
    AND CAST(coalesce(first_at, closed_at, $as_of) AS DATE) >= CAST(created_at AS DATE)
GROUP BY 1
HAVING count(*) >= $fewest
ORDER BY leads DESC, source
LIMIT 12
