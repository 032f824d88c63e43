-- Open deals without any sign of work, older than a week.
SELECT deal, name, owner, stage, amount, created_at, age AS days
FROM deal_state
WHERE is_open AND NOT is_touched AND coalesce(age > 7, TRUE)
