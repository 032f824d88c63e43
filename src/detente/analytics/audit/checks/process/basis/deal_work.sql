-- The work on each deal: how much, when last, and the longest rest between two signs of it.
CREATE TABLE IF NOT EXISTS deal_work AS
WITH seen AS (
    SELECT a.deal, coalesce(a.at, a.created_at) AS moment
    FROM activities AS a
    WHERE a.deal IS NOT NULL AND coalesce(a.is_done, coalesce(a.at, a.created_at, $as_of) <= $as_of)
        AND (NOT coalesce(a.is_inbound, FALSE) OR coalesce(a.kind, '') IN ('call', 'meeting'))
),
apart AS (
    SELECT deal, moment, date_diff('day', lag(moment) OVER (PARTITION BY deal ORDER BY moment), moment) AS rest
    FROM seen
)
SELECT deal, count(*) AS works, min(moment) AS first_at, max(moment) AS last_at, max(rest) AS longest_rest
FROM apart
GROUP BY deal
