-- Open deals at rest for longer than 9 of 10 won deals ever were.
SELECT deal, name, owner, stage, amount, last_at, date_diff('day', last_at, $as_of) AS days
FROM deal_state
WHERE is_open AND date_diff('day', last_at, $as_of) > $rested
