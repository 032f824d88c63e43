-- Leads that were not answered within a day: later, or not at all.
SELECT lead, name, owner, source, created_at, first_at,
    date_diff('hour', created_at, coalesce(first_at, closed_at, $as_of)) AS hours
FROM lead_state
WHERE created_at <= $as_of - INTERVAL 1 DAY AND (first_at IS NOT NULL OR is_unanswered)
    AND CAST(coalesce(first_at, closed_at, $as_of) AS DATE) >= CAST(created_at AS DATE)
    AND CASE WHEN $by_day
        THEN coalesce(date_diff('day', created_at, first_at) > 1, TRUE)
        ELSE coalesce(first_at > created_at + INTERVAL 1 DAY, TRUE) END
