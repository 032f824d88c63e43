-- Leads by how long they waited for a first answer: in minutes on the first day, then hours, then days.
-- Band 1: within the hour, 2: within a day (by the next day, where only days are told), 3: later or never.
-- A lead that was worked at a time that nobody knows is left out.
WITH waits AS (
    SELECT first_at IS NOT NULL AS happened, created_at <= $as_of - INTERVAL 1 DAY AS is_old,
        CASE WHEN $by_day THEN 1440 * date_diff('day', created_at, coalesce(first_at, closed_at, $as_of))
            ELSE greatest(0, date_diff('minute', created_at, coalesce(first_at, closed_at, $as_of))) END AS minutes,
        CASE WHEN first_at <= created_at + INTERVAL 1 HOUR THEN 1
            WHEN first_at <= created_at + INTERVAL 1 DAY THEN 2
            WHEN $by_day AND date_diff('day', created_at, first_at) <= 1 THEN 2
            ELSE 3 END AS band
    FROM lead_state
    WHERE created_at <= $as_of AND (first_at IS NOT NULL OR is_unanswered)
        AND CAST(coalesce(first_at, closed_at, $as_of) AS DATE) >= CAST(created_at AS DATE)
)
SELECT CASE WHEN minutes < 1440 THEN minutes WHEN minutes < 86400 THEN 60 * (minutes // 60)
        ELSE 1440 * (minutes // 1440) END AS minutes,
    happened, is_old, band, count(*) AS n
FROM waits
GROUP BY ALL
