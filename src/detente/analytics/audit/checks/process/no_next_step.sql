-- Open deals without anything planned from now on.
SELECT s.deal, s.name, s.owner, s.stage, s.amount, s.last_at
FROM deal_state AS s
WHERE s.is_open AND NOT EXISTS (
    SELECT 1 FROM activities AS a
    WHERE a.deal = s.deal AND a.is_done = FALSE AND a.at >= date_trunc('day', $as_of)
)
