-- Open deals whose expected close has gone by.
SELECT deal, name, owner, stage, amount, expected_on, date_diff('day', expected_on, CAST($as_of AS DATE)) AS days
FROM deal_state
WHERE is_late
