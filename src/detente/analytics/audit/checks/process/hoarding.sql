-- Owners with their open leads and those that ended; queues and pools are no people.
SELECT owner, count(*) FILTER (is_open) AS open, count(*) FILTER (NOT is_open) AS ended
FROM lead_state
WHERE coalesce(trim(owner), '') <> '' AND owner NOT LIKE '00G%'
    AND NOT regexp_matches(owner, '(?i)queue|pool|unassigned|nobody|integration')
GROUP BY owner
ORDER BY open DESC, owner
