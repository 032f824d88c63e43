-- Where every lead of the cohort stands at its cutoff, how far it came, and when: one row each.
-- Recycled leads that came back within the horizon: later attempts of a lead of the cohort.
WITH returns AS (
    SELECT c.lead_id, c.cutoff_at, l.lead_id AS link_id, l.milestone, l.exit, l.exit_from, l.closed_at,
        row_number() OVER (
            PARTITION BY c.lead_id ORDER BY coalesce(l.arrived_at, c.arrived_at) DESC, l.lead_id DESC
        ) AS nth
    FROM leads AS l
    JOIN cohort AS c ON c.chain_id = l.first_lead_id
    WHERE l.first_lead_id <> l.lead_id AND l.lead_id <> c.lead_id AND NOT coalesce(l.is_targeted, FALSE)
        AND coalesce(l.arrived_at, c.arrived_at) <= c.cutoff_at
),
links AS (
    SELECT c.lead_id, c.lead_id AS link_id, c.cutoff_at, c.milestone, c.exit, c.exit_from, c.closed_at,
        coalesce(c.closed_at, $as_of) <= c.cutoff_at AS is_settled
    FROM cohort AS c
    UNION ALL
    SELECT r.lead_id, r.link_id, r.cutoff_at, r.milestone, r.exit, r.exit_from, r.closed_at,
        coalesce(r.closed_at, $as_of) <= r.cutoff_at AS is_settled
    FROM returns AS r
),
-- What the moves within the horizon say: how far it came, and the first date of each milestone.
-- A win counts while it holds: one that was undone later has no date and is no win.
steps AS (
    SELECT k.lead_id,
        max(greatest(milestone_rank(m.milestone),
            CASE WHEN coalesce(m.is_backfill, FALSE) THEN 0 ELSE milestone_rank(m.from_milestone) END)) AS moved_rank,
        max(CASE WHEN m.at <= $as_of AND NOT coalesce(m.is_backfill, FALSE) THEN m.at END) AS moved_at,
        min(m.at) FILTER (WHERE m.milestone = 'mql') AS mql_at,
        min(m.at) FILTER (WHERE m.milestone = 'sal') AS sal_at,
        min(m.at) FILTER (WHERE m.milestone = 'sql') AS sql_at,
        min(m.at) FILTER (WHERE m.milestone = 'proposal') AS proposal_at,
        min(m.at) FILTER (WHERE m.milestone = 'won' AND k.milestone = 'won') AS won_at
    FROM links AS k
    JOIN stage_moves AS m ON m.lead_id = k.link_id
    WHERE coalesce(m.at, $as_of) <= k.cutoff_at
    GROUP BY k.lead_id
),
-- A lead that changed after its horizon stands where its last move within the horizon put it.
moved AS (
    SELECT n.link_id, CASE WHEN n.milestone = 'exit' THEN n.to_stage ELSE n.milestone END AS place
    FROM (
        SELECT k.link_id, m.milestone, m.to_stage,
            row_number() OVER (PARTITION BY k.link_id ORDER BY m.at DESC NULLS LAST, m.move_id DESC) AS nth
        FROM links AS k
        JOIN stage_moves AS m ON m.lead_id = k.link_id
        WHERE $horizon_days IS NOT NULL AND NOT k.is_settled AND NOT coalesce(m.is_backfill, FALSE)
            AND coalesce(m.at, $as_of) <= k.cutoff_at
    ) AS n
    WHERE n.nth = 1
),
later AS (
    SELECT r.lead_id,
        max(CASE WHEN coalesce(r.closed_at, $as_of) <= r.cutoff_at
            THEN greatest(milestone_rank(r.milestone), milestone_rank(r.exit_from)) ELSE 0 END) AS state_rank,
        logical_or(r.milestone = 'won') AS is_won,
        min(r.closed_at) FILTER (WHERE r.milestone = 'won') AS won_at,
        min(CASE WHEN coalesce(r.closed_at, $as_of) <= r.cutoff_at
            THEN coalesce(r.exit, r.milestone) ELSE v.place END) FILTER (WHERE r.nth = 1) AS place
    FROM returns AS r
    LEFT JOIN moved AS v ON v.link_id = r.link_id
    GROUP BY r.lead_id
),
flawed AS (
    SELECT k.lead_id
    FROM links AS k
    JOIN defects AS d ON d.lead_id = k.link_id
    WHERE d.kind = 'won_before_arrival' AND d.cleared_at IS NULL
    GROUP BY k.lead_id
),
-- One row for each lead of the cohort with all that was found, its returns included.
found AS (
    SELECT c.lead_id, c.group_key, c.source, c.playbook, c.owner_id, c.arrived_at, c.cutoff_at, s.moved_at,
        r.lead_id IS NOT NULL AS returned,
        c.milestone = 'won' OR coalesce(r.is_won, FALSE) AS is_won,
        coalesce(s.won_at, least(coalesce(CASE WHEN c.milestone = 'won' THEN c.closed_at END, r.won_at),
            coalesce(r.won_at, CASE WHEN c.milestone = 'won' THEN c.closed_at END))) AS won_at,
        CASE WHEN r.lead_id IS NOT NULL THEN coalesce(r.place, 'inquiry')
            WHEN coalesce(c.closed_at, $as_of) <= c.cutoff_at THEN coalesce(c.exit, c.milestone, 'inquiry')
            ELSE coalesce(v.place, 'inquiry') END AS place,
        greatest(1, coalesce(s.moved_rank, 0), coalesce(r.state_rank, 0),
            CASE WHEN coalesce(c.closed_at, $as_of) <= c.cutoff_at
                THEN greatest(milestone_rank(c.milestone), milestone_rank(c.exit_from)) ELSE 0 END) AS reached_rank,
        s.mql_at, s.sal_at, s.sql_at, s.proposal_at, f.lead_id IS NOT NULL AS is_flawed
    FROM cohort AS c
    LEFT JOIN steps AS s ON s.lead_id = c.lead_id
    LEFT JOIN moved AS v ON v.link_id = c.lead_id
    LEFT JOIN later AS r ON r.lead_id = c.lead_id
    LEFT JOIN flawed AS f ON f.lead_id = c.lead_id
),
judged AS (
    SELECT g.lead_id, g.group_key, g.source, g.playbook, g.owner_id, g.arrived_at, g.cutoff_at, g.moved_at, g.returned, g.place, g.reached_rank,
        g.mql_at, g.sal_at, g.sql_at, g.proposal_at, g.won_at, g.is_flawed,
        g.is_won AND coalesce(g.won_at, $as_of) <= g.cutoff_at AS won,
        g.arrived_at <= $mature_before AS is_mature,
        coalesce(g.arrived_at < $truncated_before, FALSE) AS truncated
    FROM found AS g
)
SELECT j.lead_id, j.group_key, j.source, j.playbook, j.owner_id, j.arrived_at, j.cutoff_at, j.moved_at, j.returned,
    j.is_mature, j.truncated, j.won,
    NOT j.won AND (j.place = 'inquiry' OR j.place = 'mql' OR j.place = 'sal' OR j.place = 'sql' OR j.place = 'proposal'
        OR j.place = 'won') AS is_open,
    CASE WHEN j.won THEN 'won' WHEN j.place = 'won' THEN 'proposal' ELSE j.place END AS place,
    CASE WHEN j.won THEN 6 ELSE least(5, j.reached_rank) END AS reached_rank,
    j.mql_at, j.sal_at, j.sql_at, j.proposal_at, j.won_at,
    j.is_flawed OR (j.won AND coalesce(j.won_at < j.arrived_at, FALSE)) AS won_before_arrival
FROM judged AS j
