-- Open leads that nobody worked: no activity of ours, no sign of work on the record, older than a working day.
SELECT l.lead, l.name, l.owner, l.source, l.created_at, date_diff('day', l.created_at, $as_of) AS days
FROM leads AS l
WHERE l.closed_at IS NULL AND l.exit IS NULL AND NOT coalesce(l.is_converted, FALSE)
    AND l.worked_at IS NULL AND coalesce(l.touches, 0) = 0
    AND l.created_at < $as_of - INTERVAL 1 DAY
    AND NOT EXISTS (
        SELECT 1 FROM activities AS a
        WHERE coalesce(a.is_done, TRUE) AND NOT coalesce(a.is_inbound, FALSE)
            AND (a.lead = l.lead OR (a.person IS NOT NULL AND a.person = l.person))
    )
