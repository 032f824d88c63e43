-- Deals with their work; one row for each row of deals. How long a closed one took is told where it is positive.
CREATE TABLE IF NOT EXISTS deal_state AS
SELECT d.deal, d.name, d.owner, d.source, d.stage, d.status, d.amount, d.created_at, d.closed_at, d.expected_on,
    coalesce(d.status = 'open', FALSE) AS is_open,
    coalesce(d.status = 'won', FALSE) AS is_won,
    coalesce(d.status IN ('won', 'lost'), FALSE) AS is_closed,
    coalesce(w.works, 0) > 0 OR coalesce(d.touches, 0) > 0 OR d.last_worked_at IS NOT NULL AS is_touched,
    greatest(w.last_at, d.last_worked_at) AS last_at,
    w.works, w.longest_rest,
    CASE WHEN d.status IN ('won', 'lost') AND d.closed_at > d.created_at
        THEN date_diff('day', d.created_at, d.closed_at) END AS took,
    CASE WHEN d.status = 'open' AND d.created_at <= $as_of
        THEN date_diff('day', d.created_at, $as_of) END AS age,
    coalesce(d.status = 'open' AND d.expected_on < CAST($as_of AS DATE), FALSE) AS is_late
FROM deals AS d
LEFT JOIN deal_work AS w ON d.deal = w.deal
