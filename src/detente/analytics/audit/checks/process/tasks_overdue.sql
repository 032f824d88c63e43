-- Planned work whose day has gone by; what was called off is not open.
SELECT a.activity, a.owner, a.lead, a.deal, a.at AS due_at, date_diff('day', a.at, $as_of) AS days
FROM activities AS a
WHERE a.is_done = FALSE AND a.at < date_trunc('day', $as_of)
    AND NOT regexp_matches(coalesce(a.outcome, ''), '(?i)cancel|no.?show|abgesagt|storniert')
