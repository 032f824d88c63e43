-- Where signs of work reach beyond what the question looks at, every attempt and response is looked at.
WITH beyond AS (
    SELECT s.lead_id, s.returned, least($as_of, s.cutoff_at) AS until_at
    FROM standing AS s
    WHERE ($horizon_days IS NOT NULL OR $is_ahead) AND s.is_open
        AND (s.last_attempt_at > least($as_of, s.cutoff_at) OR s.last_touch_at > least($as_of, s.cutoff_at))
),
open_links AS (
    SELECT b.lead_id, b.lead_id AS link_id, b.until_at
    FROM beyond AS b
    UNION ALL
    SELECT b.lead_id, k.link_id, b.until_at
    FROM beyond AS b
    JOIN links AS k ON k.lead_id = b.lead_id
    WHERE b.returned AND k.link_id <> k.lead_id
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
-- Who holds a lead that came back is said by its latest attempt.
latest AS (
    SELECT h.lead_id, h.playbook, h.owner_id, h.arrived_at
    FROM (
        SELECT s.lead_id, l.playbook, l.owner_id, coalesce(l.arrived_at, s.arrived_at) AS arrived_at,
            row_number() OVER (PARTITION BY s.lead_id ORDER BY l.arrived_at DESC NULLS LAST, l.lead_id DESC) AS nth
        FROM standing AS s
        JOIN links AS k ON k.lead_id = s.lead_id
        JOIN leads AS l ON l.lead_id = k.link_id
        WHERE s.is_open AND s.returned
    ) AS h
    WHERE h.nth = 1
),
holders AS (
    SELECT s.lead_id, s.group_key, s.reached_rank, s.place, s.is_open, s.moved_at, s.last_attempt_at,
        s.last_touch_at, least($as_of, s.cutoff_at) AS until_at,
        CASE WHEN n.lead_id IS NULL THEN s.playbook ELSE n.playbook END AS playbook,
        CASE WHEN n.lead_id IS NULL THEN s.owner_id ELSE n.owner_id END AS owner_id,
        coalesce(n.arrived_at, s.arrived_at) AS arrived_at
    FROM standing AS s
    LEFT JOIN latest AS n ON n.lead_id = s.lead_id
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
