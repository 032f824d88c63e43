-- Leads, and whether anybody of ours has worked them.
SELECT l.file_no, l.row_no,
    l.worked_at IS NOT NULL OR l.last_worked_at IS NOT NULL OR coalesce(l.touches, 0) > 0
        OR coalesce(l.is_converted, FALSE) OR l.exit IS NOT NULL OR a.lead IS NOT NULL AS is_worked
FROM leads AS l
LEFT JOIN (
    SELECT DISTINCT lead FROM activities
    WHERE lead IS NOT NULL AND coalesce(is_done, TRUE) AND NOT coalesce(is_inbound, FALSE)
) AS a ON a.lead = l.lead
