-- Leads that were tried, by the number of attempts; and those given up on: the whole that the share is taken of.
SELECT CASE WHEN attempts >= 6 THEN '6+' ELSE CAST(attempts AS VARCHAR) END AS attempts,
    count(*) AS leads, count(*) FILTER (is_converted) AS converted,
    count(*) FILTER (
        NOT has_replied AND NOT is_converted AND (exit = 'unreached' OR (
            is_open AND last_at < $as_of - to_days(CAST($rest AS INTEGER))
            AND coalesce(milestone, 'inquiry') IN ('inquiry', 'mql', 'sal')
        ))
    ) AS given_up
FROM lead_state
WHERE attempts > 0
GROUP BY 1
ORDER BY 1
