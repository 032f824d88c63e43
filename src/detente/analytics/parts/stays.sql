-- How long each lead of the cohort stood in each stage, and where it went from there: one row a lead and stage.
-- The moves of all its attempts are one line of time; what was dated afterwards is no stay.
WITH entered AS (
    SELECT k.lead_id, l.playbook, m.at, m.move_id, m.to_stage AS stage, m.milestone, milestone_rank(m.milestone) AS rank,
        row_number() OVER (PARTITION BY k.lead_id ORDER BY m.at, m.move_id) AS nth,
        lead(m.at) OVER (PARTITION BY k.lead_id ORDER BY m.at, m.move_id) AS left_at,
        lead(milestone_rank(m.milestone)) OVER (PARTITION BY k.lead_id ORDER BY m.at, m.move_id) AS then_rank
    FROM links AS k
    JOIN leads AS l ON l.lead_id = k.link_id
    JOIN stage_moves AS m ON m.lead_id = k.link_id
    WHERE m.to_stage IS NOT NULL AND NOT coalesce(m.is_backfill, FALSE) AND m.at <= least($as_of, k.cutoff_at)
),
stood AS (
    SELECT e.*,
        lead(e.rank) OVER (PARTITION BY e.lead_id ORDER BY e.nth) AS next_rank,
        row_number() OVER (PARTITION BY e.lead_id ORDER BY e.nth DESC) = 1 AS is_last,
        row_number() OVER (PARTITION BY e.lead_id, e.stage ORDER BY e.nth DESC) AS nth_back,
        coalesce(lag(e.stage) OVER (PARTITION BY e.lead_id ORDER BY e.nth) = e.stage, FALSE) AS is_same
    FROM entered AS e
    WHERE e.rank BETWEEN 1 AND 5
),
ends AS (
    SELECT k.lead_id, max(k.closed_at) AS closed_at
    FROM links AS k
    WHERE k.closed_at <= k.cutoff_at
    GROUP BY k.lead_id
),
-- A lead that ended or was won without a dated move left its last stage when it was closed.
timed AS (
    SELECT d.*, s.group_key, s.is_mature, s.place, s.won, s.is_open,
        CASE WHEN d.left_at IS NOT NULL THEN d.left_at
            WHEN s.is_open THEN least($as_of, s.cutoff_at)
            WHEN s.won THEN coalesce(s.won_at, c.closed_at)
            ELSE c.closed_at END AS until_at
    FROM stood AS d
    JOIN standing AS s ON s.lead_id = d.lead_id
    LEFT JOIN ends AS c ON c.lead_id = d.lead_id
),
together AS (
    SELECT t.lead_id, t.group_key, t.stage, t.is_mature,
        min(t.milestone) FILTER (WHERE t.nth_back = 1) AS milestone,
        min(t.rank) FILTER (WHERE t.nth_back = 1) AS rank,
        min(t.playbook) FILTER (WHERE t.nth_back = 1) AS playbook,
        bool_or(t.is_last) AS is_last,
        bool_or(t.is_last AND t.is_open) AS is_still,
        bool_or(t.is_last AND t.won) AS is_won,
        min(t.place) AS place,
        bool_or(t.nth_back = 1 AND (t.next_rank < t.rank OR coalesce(t.then_rank = 0, FALSE))) AS is_back,
        bool_or(coalesce(t.then_rank BETWEEN 1 AND t.rank - 1, FALSE)) AS moved_back,
        count(*) FILTER (WHERE NOT t.is_same) AS visits,
        bool_and(coalesce(t.until_at >= t.at, FALSE)) AS is_timed,
        sum(epoch_us(t.until_at) - epoch_us(t.at)) / 86400000000.0 AS days
    FROM timed AS t
    GROUP BY t.lead_id, t.group_key, t.stage, t.is_mature
)
SELECT g.lead_id, g.group_key, g.stage, g.milestone, g.rank, g.is_mature, g.is_last, g.moved_back, g.visits,
    CASE WHEN g.is_still THEN 'still' WHEN g.is_won THEN 'onward' WHEN g.is_last THEN g.place
        WHEN g.is_back THEN 'back' ELSE 'onward' END AS outcome,
    CASE WHEN g.is_timed THEN g.days END AS days,
    CAST(a.expected_days AS DOUBLE) AS expected_days
FROM together AS g
LEFT JOIN (
    SELECT n.playbook, n.stage, max(n.expected_days) AS expected_days FROM stages AS n GROUP BY n.playbook, n.stage
) AS a ON a.playbook = g.playbook AND a.stage = g.stage
