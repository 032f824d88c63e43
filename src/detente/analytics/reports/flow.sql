-- Every attempt of the open leads; with the time until which signs of work are looked for.
WITH open_links AS (
    SELECT s.lead_id, s.lead_id AS link_id, least($as_of, s.cutoff_at) AS until_at
    FROM standing AS s
    WHERE s.is_open
    UNION ALL
    SELECT s.lead_id, k.link_id, least($as_of, s.cutoff_at) AS until_at
    FROM standing AS s
    JOIN links AS k ON k.lead_id = s.lead_id
    WHERE s.is_open AND s.returned AND k.link_id <> k.lead_id
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
    SELECT s.lead_id, s.group_key, s.reached_rank, s.place, s.is_open, s.moved_at,
        least($as_of, s.cutoff_at) AS until_at,
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
        coalesce(g.days, $usual_days) AS expected_days,
        days_between(greatest(h.arrived_at, coalesce(w.at, h.arrived_at), coalesce(h.moved_at, h.arrived_at)), h.until_at)
            AS unworked_days,
        days_between(greatest(h.arrived_at, coalesce(w.at, h.arrived_at), coalesce(h.moved_at, h.arrived_at),
            coalesce(t.at, h.arrived_at)), h.until_at) AS silent_days
    FROM holders AS h
    LEFT JOIN agreed AS g ON g.playbook = h.playbook AND g.milestone = h.place
    LEFT JOIN gone AS x ON x.rep_id = h.owner_id
    LEFT JOIN attempts AS w ON w.lead_id = h.lead_id
    LEFT JOIN responses AS t ON t.lead_id = h.lead_id
),
counted AS (
    SELECT s.lead_id, s.group_key, TRUE AS leads,
        CASE s.reached_rank WHEN 1 THEN 'inquiry' WHEN 2 THEN 'mql' WHEN 3 THEN 'sal' WHEN 4 THEN 'sql'
            WHEN 5 THEN 'proposal' ELSE 'won' END AS reached,
        CASE
            WHEN NOT s.is_open THEN s.place
            WHEN NOT $is_work_recorded THEN 'open'
            WHEN s.unworked_days > s.expected_days AND s.is_gone THEN 'lost_track'
            WHEN s.silent_days > greatest($long_days, 3 * s.expected_days) THEN 'lost_track'
            WHEN s.unworked_days > s.expected_days THEN 'unworked'
            ELSE 'worked'
        END AS outcome
    FROM waiting AS s
)
SELECT e.group_key, e.reached, e.outcome, count(*) AS leads
FROM counted AS e
GROUP BY e.group_key, e.reached, e.outcome
