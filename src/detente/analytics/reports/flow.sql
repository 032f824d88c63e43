-- Open leads with the last sign of work on them, and the last sign of the person.
WITH standing_open AS (
    SELECT s.lead_id, s.place, s.arrived_at, least($as_of, s.cutoff_at) AS until_at
    FROM standing AS s
    WHERE s.place IN ('inquiry', 'mql', 'sal', 'sql', 'proposal')
),
attempts AS (
    SELECT k.lead_id, max(a.at) AS at
    FROM standing_open AS o
    JOIN links AS k ON k.lead_id = o.lead_id
    JOIN activities AS a ON a.lead_id = k.link_id
    WHERE coalesce(a.is_attempt, TRUE) AND a.at <= o.until_at
    GROUP BY k.lead_id
),
advances AS (
    SELECT k.lead_id, max(m.at) AS at
    FROM standing_open AS o
    JOIN links AS k ON k.lead_id = o.lead_id
    JOIN stage_moves AS m ON m.lead_id = k.link_id
    WHERE m.at <= o.until_at AND NOT coalesce(m.is_backfill, FALSE)
    GROUP BY k.lead_id
),
responses AS (
    SELECT k.lead_id, max(t.at) AS at
    FROM standing_open AS o
    JOIN links AS k ON k.lead_id = o.lead_id
    JOIN touches AS t ON t.lead_id = k.link_id
    WHERE t.at <= o.until_at
    GROUP BY k.lead_id
),
holders AS (
    SELECT h.lead_id, h.playbook, h.arrived_at, coalesce(NOT r.is_active, FALSE) AS is_gone
    FROM (
        SELECT k.lead_id, l.playbook, l.owner_id, coalesce(l.arrived_at, o.arrived_at) AS arrived_at,
            row_number() OVER (PARTITION BY k.lead_id ORDER BY l.arrived_at DESC NULLS LAST, l.lead_id DESC) AS nth
        FROM standing_open AS o
        JOIN links AS k ON k.lead_id = o.lead_id
        JOIN leads AS l ON l.lead_id = k.link_id
    ) AS h
    LEFT JOIN reps AS r ON r.rep_id = h.owner_id
    WHERE h.nth = 1
),
agreed AS (
    SELECT g.playbook, g.milestone, max(g.expected_days) AS days
    FROM stages AS g
    GROUP BY g.playbook, g.milestone
),
waiting AS (
    SELECT o.lead_id, h.is_gone, coalesce(g.days, $usual_days) AS expected_days,
        days_between(greatest(h.arrived_at, coalesce(w.at, h.arrived_at), coalesce(m.at, h.arrived_at)), o.until_at)
            AS unworked_days,
        days_between(greatest(h.arrived_at, coalesce(w.at, h.arrived_at), coalesce(m.at, h.arrived_at),
            coalesce(t.at, h.arrived_at)), o.until_at) AS silent_days
    FROM standing_open AS o
    JOIN holders AS h ON h.lead_id = o.lead_id
    LEFT JOIN agreed AS g ON g.playbook = h.playbook AND g.milestone = o.place
    LEFT JOIN attempts AS w ON w.lead_id = o.lead_id
    LEFT JOIN advances AS m ON m.lead_id = o.lead_id
    LEFT JOIN responses AS t ON t.lead_id = o.lead_id
),
counted AS (
    SELECT s.lead_id, s.group_key, TRUE AS leads,
        CASE s.reached_rank WHEN 1 THEN 'inquiry' WHEN 2 THEN 'mql' WHEN 3 THEN 'sal' WHEN 4 THEN 'sql'
            WHEN 5 THEN 'proposal' ELSE 'won' END AS reached,
        CASE
            WHEN w.lead_id IS NULL THEN s.place
            WHEN NOT $is_work_recorded THEN 'open'
            WHEN w.unworked_days > w.expected_days AND w.is_gone THEN 'lost_track'
            WHEN w.silent_days > greatest($long_days, 3 * w.expected_days) THEN 'lost_track'
            WHEN w.unworked_days > w.expected_days THEN 'unworked'
            ELSE 'worked'
        END AS outcome
    FROM standing AS s
    LEFT JOIN waiting AS w ON w.lead_id = s.lead_id
)
SELECT e.group_key, e.reached, e.outcome, count(*) FILTER (WHERE e.leads) AS leads
FROM counted AS e
GROUP BY e.group_key, e.reached, e.outcome
