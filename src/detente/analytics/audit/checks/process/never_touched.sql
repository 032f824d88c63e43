-- Open leads that nobody worked, older than a working day; what says that they were worked is believed.
SELECT lead, name, owner, source, status, created_at, date_diff('day', created_at, $as_of) AS days
FROM lead_state
WHERE is_open AND NOT is_touched AND NOT says_worked AND created_at < $as_of - INTERVAL 1 DAY
