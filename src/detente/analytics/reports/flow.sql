-- Where signs of work may reach beyond what the question looks at, every attempt and response is looked at.
WITH open_links AS (
    SELECT k.lead_id, k.link_id, least($as_of, k.cutoff_at) AS until_at
    FROM links AS k
    WHERE $horizon_days IS NOT NULL OR $is_ahead
),
attempts AS (
    SELECT o.lead_id, max(a.at) AS at
    FROM open_links AS o
    JOIN activities AS a ON a.lead_id = o.link_id
    WHERE coalesce(a.is_attempt, TRUE) AND a.at <= o.until_at
    GROUP BY o.lead_id
),
responses AS (
    SELECT o.lead_id, max(t.at) AS at
    FROM open_links AS o
    JOIN touches AS t ON t.lead_id = o.link_id
    WHERE t.at <= o.until_at
    GROUP BY o.lead_id
),
holders AS (
    SELECT s.lead_id, s.group_key, s.reached_rank, s.place, s.is_open, s.moved_at, s.last_attempt_at, s.last_touch_at,
        least($as_of, s.cutoff_at) AS until_at, s.last_playbook AS playbook, s.last_owner_id AS owner_id,
        s.last_arrived_at AS arrived_at
    FROM standing AS s
),
agreed AS (
    SELECT g.playbook, g.milestone, max(g.expected_days) AS days
    FROM stages AS g
    GROUP BY g.playbook, g.milestone
),
gone AS (
    SELECT r.rep_id
    FROM reps AS r
    WHERE NOT r.is_active
),
waiting AS (
    SELECT h.lead_id, h.group_key, h.reached_rank, h.place, h.is_open, x.rep_id IS NOT NULL AS is_gone,
        86400000000 * coalesce(g.days, $usual_days) AS expected_micros, h.until_at,
        greatest(h.arrived_at, coalesce(h.moved_at, h.arrived_at),
            coalesce(CASE WHEN h.last_attempt_at <= h.until_at THEN h.last_attempt_at ELSE w.at END, h.arrived_at)) AS worked_at,
        coalesce(CASE WHEN h.last_touch_at <= h.until_at THEN h.last_touch_at ELSE t.at END, h.arrived_at) AS heard_at
    FROM holders AS h
    LEFT JOIN agreed AS g ON g.playbook = h.playbook AND g.milestone = h.place
    LEFT JOIN gone AS x ON x.rep_id = h.owner_id
    LEFT JOIN attempts AS w ON w.lead_id = h.lead_id
    LEFT JOIN responses AS t ON t.lead_id = h.lead_id
),
each_lead AS (
    SELECT s.lead_id, s.group_key, s.reached_rank, s.place, s.is_open,
        s.is_open AND micros_between(s.worked_at, s.until_at) > s.expected_micros AS is_unworked,
        s.is_open AND (
            micros_between(greatest(s.worked_at, s.heard_at), s.until_at) > greatest($long_days * 86400000000, 3 * s.expected_micros)
            OR (s.is_gone AND micros_between(s.worked_at, s.until_at) > s.expected_micros)
        ) AS is_lost
    FROM waiting AS s
),
-- Leads that are alike in all that is counted stand together; opened into leads, each stands alone (see `compiling`).
alike AS (
    SELECT min(l.lead_id) AS lead_id, count(*) AS number, l.group_key, l.reached_rank, l.place, l.is_open,
        l.is_unworked, l.is_lost
    FROM each_lead AS l
    GROUP BY l.group_key, l.reached_rank, l.place, l.is_open, l.is_unworked, l.is_lost
),
counted AS (
    SELECT s.lead_id, s.group_key, s.number, TRUE AS leads,
        CASE s.reached_rank WHEN 1 THEN 'inquiry' WHEN 2 THEN 'mql' WHEN 3 THEN 'sal' WHEN 4 THEN 'sql'
            WHEN 5 THEN 'proposal' ELSE 'won' END AS reached,
        CASE
            WHEN NOT s.is_open THEN s.place
            WHEN NOT $is_work_recorded THEN 'open'
            WHEN s.is_lost THEN 'lost_track'
            WHEN s.is_unworked THEN 'unworked'
            ELSE 'worked'
        END AS outcome
    FROM alike AS s
)
SELECT e.group_key, e.reached, e.outcome, CAST(sum(e.number) AS BIGINT) AS leads
FROM counted AS e
GROUP BY e.group_key, e.reached, e.outcome
