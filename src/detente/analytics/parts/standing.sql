-- Where every lead of the cohort stands at its cutoff, how far it came, and when: one row each.
-- Without a horizon all that happened counts, and the columns that are worked out of a lead's history say it;
-- with one the moves within it do.
-- Recycled leads that came back within the horizon: later attempts of a lead of the cohort.
WITH returns AS (
    SELECT c.lead_id, c.cutoff_at, l.lead_id AS link_id, l.playbook, l.owner_id,
        coalesce(l.arrived_at, c.arrived_at) AS arrived_at, l.milestone, l.exit, l.exit_from, l.closed_at, l.reached_rank,
        l.mql_at, l.sal_at, l.sql_at, l.proposal_at, l.won_at, l.last_move_at, l.last_attempt_at, l.last_touch_at,
        row_number() OVER (
            PARTITION BY c.lead_id ORDER BY coalesce(l.arrived_at, c.arrived_at) DESC, l.lead_id DESC
        ) AS nth
    FROM leads AS l
    JOIN cohort AS c ON c.chain_id = l.first_lead_id
    WHERE l.first_lead_id <> l.lead_id AND l.lead_id <> c.lead_id AND NOT coalesce(l.is_targeted, FALSE)
        AND coalesce(l.arrived_at, c.arrived_at) <= c.cutoff_at
),
links AS (
    SELECT c.lead_id, c.lead_id AS link_id, c.cutoff_at, c.closed_at, c.last_move_at
    FROM cohort AS c
    UNION ALL
    SELECT r.lead_id, r.link_id, r.cutoff_at, r.closed_at, r.last_move_at
    FROM returns AS r
),
-- What the moves say where the worked-out columns go too far: beyond the horizon, or into the future.
steps AS (
    SELECT k.link_id,
        max(greatest(milestone_rank(m.milestone),
            CASE WHEN coalesce(m.is_backfill, FALSE) THEN 0 ELSE milestone_rank(m.from_milestone) END)) AS moved_rank,
        max(CASE WHEN m.at <= $as_of AND NOT coalesce(m.is_backfill, FALSE) THEN m.at END) AS moved_at
    FROM links AS k
    JOIN stage_moves AS m ON m.lead_id = k.link_id
    WHERE ($has_horizon OR ($is_ahead AND k.last_move_at > $as_of)) AND coalesce(m.at, $as_of) <= k.cutoff_at
    GROUP BY k.link_id
),
-- A lead that changed after its horizon stands where its last move within the horizon put it.
moved AS (
    SELECT n.link_id, CASE WHEN n.milestone = 'exit' THEN n.to_stage ELSE n.milestone END AS place
    FROM (
        SELECT k.link_id, m.milestone, m.to_stage,
            row_number() OVER (PARTITION BY k.link_id ORDER BY m.at DESC NULLS LAST, m.move_id DESC) AS nth
        FROM links AS k
        JOIN stage_moves AS m ON m.lead_id = k.link_id
        WHERE $has_horizon AND coalesce(k.closed_at, $as_of) > k.cutoff_at AND NOT coalesce(m.is_backfill, FALSE)
            AND coalesce(m.at, $as_of) <= k.cutoff_at
    ) AS n
    WHERE n.nth = 1
),
flawed AS (
    SELECT d.lead_id
    FROM defects AS d
    WHERE d.kind = 'won_before_arrival' AND d.cleared_at IS NULL
    GROUP BY d.lead_id
),
later AS (
    SELECT r.lead_id,
        max(CASE WHEN NOT $has_horizon THEN r.reached_rank
            WHEN coalesce(r.closed_at, $as_of) <= r.cutoff_at
            THEN greatest(coalesce(s.moved_rank, 0), milestone_rank(r.milestone), milestone_rank(r.exit_from))
            ELSE coalesce(s.moved_rank, 0) END) AS reached_rank,
        max(CASE WHEN r.last_move_at <= least($as_of, r.cutoff_at) THEN r.last_move_at ELSE s.moved_at END) AS moved_at,
        max(r.last_attempt_at) AS last_attempt_at,
        max(r.last_touch_at) AS last_touch_at,
        min(r.mql_at) FILTER (WHERE r.mql_at <= r.cutoff_at) AS mql_at,
        min(r.sal_at) FILTER (WHERE r.sal_at <= r.cutoff_at) AS sal_at,
        min(r.sql_at) FILTER (WHERE r.sql_at <= r.cutoff_at) AS sql_at,
        min(r.proposal_at) FILTER (WHERE r.proposal_at <= r.cutoff_at) AS proposal_at,
        min(r.won_at) FILTER (WHERE r.won_at <= r.cutoff_at) AS won_at,
        logical_or(r.reached_rank = 6) AS is_won,
        min(r.closed_at) FILTER (WHERE r.reached_rank = 6) AS closed_at,
        min(CASE WHEN coalesce(r.closed_at, $as_of) <= r.cutoff_at
            THEN coalesce(r.exit, r.milestone) ELSE v.place END) FILTER (WHERE r.nth = 1) AS place,
        min(r.playbook) FILTER (WHERE r.nth = 1) AS playbook,
        min(r.owner_id) FILTER (WHERE r.nth = 1) AS owner_id,
        min(r.arrived_at) FILTER (WHERE r.nth = 1) AS arrived_at,
        logical_or(f.lead_id IS NOT NULL) AS is_flawed
    FROM returns AS r
    LEFT JOIN steps AS s ON s.link_id = r.link_id
    LEFT JOIN moved AS v ON v.link_id = r.link_id
    LEFT JOIN flawed AS f ON f.lead_id = r.link_id
    GROUP BY r.lead_id
),
-- The first attempt alone, as of its cutoff. A win counts while it holds: one that was undone later has no date.
own AS (
    SELECT c.lead_id, c.group_key, c.source, c.playbook, c.owner_id, c.arrived_at, c.cutoff_at,
        c.reached_rank = 6 AS is_won,
        CASE WHEN c.reached_rank = 6 THEN c.closed_at END AS closed_at,
        CASE WHEN NOT $has_horizon OR coalesce(c.closed_at, $as_of) <= c.cutoff_at
            THEN coalesce(c.exit, c.milestone, 'inquiry') ELSE coalesce(v.place, 'inquiry') END AS place,
        CASE WHEN NOT $has_horizon THEN c.reached_rank
            WHEN coalesce(c.closed_at, $as_of) <= c.cutoff_at
            THEN greatest(1, coalesce(s.moved_rank, 0), milestone_rank(c.milestone), milestone_rank(c.exit_from))
            ELSE greatest(1, coalesce(s.moved_rank, 0)) END AS reached_rank,
        CASE WHEN c.last_move_at <= $as_of AND (NOT $has_horizon OR c.last_move_at <= c.cutoff_at)
            THEN c.last_move_at ELSE s.moved_at END AS moved_at,
        c.last_attempt_at, c.last_touch_at,
        CASE WHEN NOT $has_horizon OR c.mql_at <= c.cutoff_at THEN c.mql_at END AS mql_at,
        CASE WHEN NOT $has_horizon OR c.sal_at <= c.cutoff_at THEN c.sal_at END AS sal_at,
        CASE WHEN NOT $has_horizon OR c.sql_at <= c.cutoff_at THEN c.sql_at END AS sql_at,
        CASE WHEN NOT $has_horizon OR c.proposal_at <= c.cutoff_at THEN c.proposal_at END AS proposal_at,
        CASE WHEN NOT $has_horizon OR c.won_at <= c.cutoff_at THEN c.won_at END AS won_at,
        f.lead_id IS NOT NULL AS is_flawed
    FROM cohort AS c
    LEFT JOIN steps AS s ON s.link_id = c.lead_id
    LEFT JOIN moved AS v ON v.link_id = c.lead_id
    LEFT JOIN flawed AS f ON f.lead_id = c.lead_id
),
-- With all that was found, returns included. Most leads never came back: they are not weighed against anything.
found AS (
    SELECT o.lead_id, o.group_key, o.source, o.playbook, o.owner_id, o.arrived_at, o.cutoff_at, FALSE AS returned,
        o.is_won, o.place, o.reached_rank, o.moved_at, o.last_attempt_at, o.last_touch_at, o.mql_at, o.sal_at, o.sql_at,
        o.proposal_at,
        coalesce(o.won_at, o.closed_at) AS won_at, o.is_flawed,
        o.playbook AS last_playbook, o.owner_id AS last_owner_id, o.arrived_at AS last_arrived_at
    FROM own AS o
    WHERE NOT EXISTS (SELECT 1 FROM later AS r WHERE r.lead_id = o.lead_id)
    UNION ALL
    SELECT o.lead_id, o.group_key, o.source, o.playbook, o.owner_id, o.arrived_at, o.cutoff_at, TRUE AS returned,
        o.is_won OR r.is_won AS is_won,
        CASE WHEN NOT $has_horizon AND (o.is_won OR r.is_won) THEN 'won' ELSE coalesce(r.place, 'inquiry') END AS place,
        greatest(o.reached_rank, r.reached_rank) AS reached_rank,
        greatest(coalesce(o.moved_at, r.moved_at), coalesce(r.moved_at, o.moved_at)) AS moved_at,
        greatest(coalesce(o.last_attempt_at, r.last_attempt_at), coalesce(r.last_attempt_at, o.last_attempt_at))
            AS last_attempt_at,
        greatest(coalesce(o.last_touch_at, r.last_touch_at), coalesce(r.last_touch_at, o.last_touch_at))
            AS last_touch_at,
        least(coalesce(o.mql_at, r.mql_at), coalesce(r.mql_at, o.mql_at)) AS mql_at,
        least(coalesce(o.sal_at, r.sal_at), coalesce(r.sal_at, o.sal_at)) AS sal_at,
        least(coalesce(o.sql_at, r.sql_at), coalesce(r.sql_at, o.sql_at)) AS sql_at,
        least(coalesce(o.proposal_at, r.proposal_at), coalesce(r.proposal_at, o.proposal_at)) AS proposal_at,
        coalesce(least(coalesce(o.won_at, r.won_at), coalesce(r.won_at, o.won_at)),
            least(coalesce(o.closed_at, r.closed_at), coalesce(r.closed_at, o.closed_at))) AS won_at,
        o.is_flawed OR r.is_flawed AS is_flawed,
        r.playbook AS last_playbook, r.owner_id AS last_owner_id, r.arrived_at AS last_arrived_at
    FROM own AS o
    JOIN later AS r ON r.lead_id = o.lead_id
),
judged AS (
    SELECT g.lead_id, g.group_key, g.source, g.playbook, g.owner_id, g.arrived_at, g.cutoff_at, g.moved_at,
        g.last_attempt_at, g.last_touch_at, g.returned, g.place, g.reached_rank, g.mql_at, g.sal_at, g.sql_at, g.proposal_at, g.won_at, g.is_flawed,
        g.last_playbook, g.last_owner_id, g.last_arrived_at,
        g.is_won AND (NOT $has_horizon OR coalesce(g.won_at, $as_of) <= g.cutoff_at) AS won
    FROM found AS g
)
SELECT j.lead_id, j.group_key, j.source, j.playbook, j.owner_id, j.arrived_at, j.cutoff_at, j.moved_at,
    j.last_attempt_at, j.last_touch_at, j.returned,
    j.arrived_at <= $mature_before AS is_mature,
    coalesce(j.arrived_at < $truncated_before, FALSE) AS truncated,
    j.won,
    NOT j.won AND (j.place = 'inquiry' OR j.place = 'mql' OR j.place = 'sal' OR j.place = 'sql' OR j.place = 'proposal'
        OR j.place = 'won') AS is_open,
    CASE WHEN NOT $has_horizon THEN j.place WHEN j.won THEN 'won' WHEN j.place = 'won' THEN 'proposal'
        ELSE j.place END AS place,
    CASE WHEN NOT $has_horizon THEN j.reached_rank WHEN j.won THEN 6 ELSE least(5, j.reached_rank) END AS reached_rank,
    j.mql_at, j.sal_at, j.sql_at, j.proposal_at, j.won_at,
    -- Who holds a lead that came back is said by its latest attempt.
    j.last_playbook, j.last_owner_id, j.last_arrived_at,
    j.is_flawed OR (j.won AND coalesce(j.won_at < j.arrived_at, FALSE)) AS won_before_arrival
FROM judged AS j
