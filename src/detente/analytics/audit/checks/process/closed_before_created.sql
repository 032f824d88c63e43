-- Deals closed before they were created; by days, one of grace, where a time has no hours or another time zone.
SELECT deal, name, owner, status, created_at, closed_at, date_diff('day', closed_at, created_at) AS days
FROM deal_state
WHERE is_closed AND CASE WHEN $by_day
    THEN CAST(closed_at AS DATE) < CAST(created_at AS DATE) - INTERVAL 1 DAY
    ELSE closed_at < created_at END
