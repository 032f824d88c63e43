-- What the tables hold, whatever the question: when leads arrive, when wins are recorded.
WITH wins AS (
    SELECT c.lead_id, c.arrived_at, min(coalesce(l.won_at, l.closed_at)) AS won_at
    FROM cohort AS c
    JOIN leads AS l ON coalesce(l.first_lead_id, l.lead_id) = c.chain_id
    WHERE l.milestone = 'won'
    GROUP BY c.lead_id, c.arrived_at
),
timed AS (
    SELECT min(w.won_at) AS first_win_at,
        count(*) FILTER (WHERE w.won_at >= w.arrived_at) AS timed_wins,
        quantile_exact(days_between(w.arrived_at, w.won_at), 0.5) FILTER (WHERE w.won_at >= w.arrived_at) AS median_days,
        quantile_exact(days_between(w.arrived_at, w.won_at), 0.9) FILTER (WHERE w.won_at >= w.arrived_at) AS p90_days
    FROM wins AS w
)
SELECT min(c.arrived_at) AS first_arrival_at, max(c.arrived_at) AS last_arrival_at,
    max(t.first_win_at) AS first_win_at, coalesce(max(t.timed_wins), 0) AS timed_wins,
    max(t.median_days) AS median_days, max(t.p90_days) AS p90_days,
    count(*) FILTER (WHERE days_between(c.arrived_at, t.first_win_at) > t.median_days) AS long_before_first_win,
    count(*) FILTER (WHERE days_between(c.arrived_at, t.first_win_at) <= t.median_days) AS since,
    count(*) FILTER (WHERE days_between(c.arrived_at, t.first_win_at) <= t.median_days AND w.lead_id IS NOT NULL)
        AS won_since,
    (SELECT count(*) FROM activities AS a) AS activities,
    (SELECT count(*) FROM handoffs AS h) AS handoffs,
    (SELECT greatest(max(l.last_move_at), max(l.last_attempt_at), max(l.last_touch_at)) FROM leads AS l) AS last_sign_at
FROM cohort AS c
CROSS JOIN timed AS t
LEFT JOIN wins AS w ON w.lead_id = c.lead_id
