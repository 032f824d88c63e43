-- Deals that are not closed, and those that are without a day: in no win rate.
SELECT
    count(*) FILTER (WHERE d.status = 'open') AS open,
    count(*) FILTER (WHERE d.status IN ('won', 'lost') AND d.closed_at IS NULL) AS undated
FROM deals AS d
