-- How long each lead was watched, and whether it was won: the win in tenths of a day, the others by whole days.
SELECT s.group_key, s.won,
    CASE WHEN s.won THEN CAST(10 * days_between(s.arrived_at, s.won_at) AS BIGINT)
        ELSE 10 * CAST(days_between(s.arrived_at, least($as_of, s.cutoff_at)) AS BIGINT) END AS tenths,
    count(*) AS number
FROM standing AS s
WHERE NOT s.truncated AND (NOT s.won OR s.won_at >= s.arrived_at)
GROUP BY s.group_key, s.won,
    CASE WHEN s.won THEN CAST(10 * days_between(s.arrived_at, s.won_at) AS BIGINT)
        ELSE 10 * CAST(days_between(s.arrived_at, least($as_of, s.cutoff_at)) AS BIGINT) END
