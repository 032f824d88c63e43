-- Open deals that are older than 95 of 100 closed deals were when they closed.
SELECT deal, name, owner, stage, amount, created_at, age AS days
FROM deal_state
WHERE is_open AND age > $within
