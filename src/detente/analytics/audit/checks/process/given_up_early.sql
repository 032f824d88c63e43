-- Leads left after one or two attempts without an answer: ended as not reached, or open and rested for $rest days.
SELECT lead, name, owner, source, status, attempts, last_at, date_diff('day', last_at, $as_of) AS days
FROM lead_state
WHERE attempts BETWEEN 1 AND 2 AND NOT has_replied AND NOT is_converted
    AND (exit = 'unreached' OR (
        is_open AND last_at < $as_of - to_days(CAST($rest AS INTEGER))
        AND coalesce(milestone, 'inquiry') IN ('inquiry', 'mql', 'sal')
    ))
