-- Recycled leads whose return date has gone by, or that have none and rested for $rest days, without work since.
SELECT lead, name, owner, source, return_on, last_at, date_diff('day', coalesce(
        CAST(return_on AS TIMESTAMP), greatest(closed_at, last_at), created_at), $as_of) AS days
FROM lead_state
WHERE exit = 'recycled' AND NOT is_converted
    AND CASE WHEN return_on IS NOT NULL
        THEN return_on < CAST($as_of AS DATE) AND coalesce(last_at < return_on, TRUE)
        ELSE coalesce(greatest(closed_at, last_at), created_at) < $as_of - to_days(CAST($rest AS INTEGER)) END
