-- Deals that are closed as won on a day that was still to come.
SELECT deal, name, owner, status, amount, closed_at, date_diff('day', $as_of, closed_at) AS days
FROM deal_state
WHERE is_won AND closed_at > $as_of + INTERVAL 2 DAY
