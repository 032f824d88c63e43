-- Leads that marketing called qualified, older than the fair time, that sales neither accepted nor worked nor ended.
SELECT p.lead, s.name, s.owner, s.source, s.status, p.created_at, coalesce(p.mql_at, p.created_at) AS mql_at,
    date_diff('day', coalesce(p.mql_at, p.created_at), $as_of) AS days
FROM lead_path AS p JOIN lead_state AS s ON s.lead = p.lead
WHERE p.reached = 1 AND s.is_open AND NOT s.is_touched AND NOT s.says_worked
    AND coalesce(p.mql_at, p.created_at) < $as_of - $fair
ORDER BY p.lead
