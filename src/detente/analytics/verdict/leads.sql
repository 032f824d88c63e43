-- Statements run in order on one connection; each makes a table of its own that lives as long as the question.
-- One lead speaks for its chain: the first. What came of it when it was recycled and came back counts in neither
-- period, since the leads of the period asked about have had less time to come back (decision 87).
CREATE OR REPLACE TEMP TABLE verdict_links AS
SELECT l.lead_id, c.chain_id
FROM main.leads AS l
JOIN verdict_cohort AS c ON c.lead_id = l.lead_id
WHERE NOT coalesce(l.is_targeted, FALSE);

-- Attempts of humans, in order, up to the first conversation.
CREATE OR REPLACE TEMP TABLE verdict_tries AS
WITH every AS (
    SELECT k.chain_id, a.at, a.rep_id,
        coalesce(a.channel, '') AS channel,
        coalesce(a.disposition = 'connected', FALSE) OR coalesce(a.is_conversation, FALSE) AS is_hit,
        row_number() OVER (PARTITION BY k.chain_id ORDER BY a.at, a.activity_id) AS nth
    FROM main.activities AS a
    JOIN verdict_links AS k ON k.lead_id = a.lead_id
    WHERE coalesce(a.is_attempt, TRUE) AND a.at IS NOT NULL AND a.at <= $as_of
),
hits AS (SELECT chain_id, min(nth) AS nth FROM every WHERE is_hit GROUP BY chain_id)
SELECT e.chain_id, e.at, e.rep_id, e.is_hit, e.nth,
    min(e.channel) OVER run <> max(e.channel) OVER run AS is_several
FROM every AS e
LEFT JOIN hits AS h ON h.chain_id = e.chain_id
WHERE e.nth <= coalesce(h.nth, e.nth)
WINDOW run AS (PARTITION BY e.chain_id ORDER BY e.nth);

CREATE OR REPLACE TEMP TABLE verdict_work AS
SELECT t.chain_id, min(t.at) AS first_at, max(t.nth) AS tries, min(t.at) FILTER (WHERE t.is_hit) AS hit_at,
    min(rep_id) FILTER (WHERE nth = 1) AS rep_id
FROM verdict_tries AS t GROUP BY t.chain_id;

-- Milestones of a chain, from all of its leads; how its latest lead stands.
CREATE OR REPLACE TEMP TABLE verdict_ways AS
WITH sold AS (
    SELECT k.chain_id, bool_or(d.status = 'won') AS is_won, bool_or(d.status = 'open') AS is_open,
        min(d.opened_at) AS opened_at,
        arg_min(d.owner_id, coalesce(d.opened_at, d.closed_at, TIMESTAMP '1970-01-01'))
            FILTER (WHERE d.owner_id IS NOT NULL) AS seller_id,
        min(d.closed_at) FILTER (WHERE d.status = 'won') AS won_at,
        max(d.closed_at) FILTER (WHERE d.status = 'lost') AS lost_at,
        arg_max(d.reason, d.closed_at) FILTER (WHERE d.status = 'lost') AS reason
    FROM main.deals AS d JOIN verdict_links AS k ON k.lead_id = d.lead_id
    GROUP BY k.chain_id
),
led AS (
    SELECT k.chain_id, max(l.reached_rank) AS rank, min(l.mql_at) AS mql_at, min(l.sql_at) AS sql_at,
        min(l.proposal_at) AS proposal_at, bool_or(l.milestone = 'won') AS is_won,
        min(coalesce(l.won_at, l.closed_at)) FILTER (WHERE l.milestone = 'won') AS won_at,
        arg_max(coalesce(l.exit, ''), coalesce(l.arrived_at, TIMESTAMP '1970-01-01')) AS exit,
        arg_max(coalesce(l.exit_reason, ''), coalesce(l.arrived_at, TIMESTAMP '1970-01-01')) AS exit_reason,
        arg_max(coalesce(l.closed_at, l.last_move_at), coalesce(l.arrived_at, TIMESTAMP '1970-01-01')) AS closed_at
    FROM verdict_told AS l JOIN verdict_links AS k ON k.lead_id = l.lead_id
    GROUP BY k.chain_id
)
SELECT w.chain_id, w.mql_at,
    CASE WHEN w.is_won OR coalesce(s.is_won, FALSE) THEN 6
        ELSE least(5, greatest(w.rank, CASE WHEN s.chain_id IS NULL THEN 0 ELSE 4 END)) END AS rank,
    coalesce(w.sql_at, s.opened_at) AS sql_at, w.proposal_at, coalesce(w.won_at, s.won_at) AS won_at,
    CASE WHEN w.is_won OR coalesce(s.is_won, FALSE) THEN NULL
        WHEN w.exit <> '' THEN w.exit
        WHEN s.lost_at IS NOT NULL AND NOT s.is_open THEN 'lost' END AS exit,
    CASE WHEN w.exit_reason <> '' THEN w.exit_reason ELSE s.reason END AS reason,
    CASE WHEN w.exit <> '' THEN w.closed_at ELSE coalesce(s.lost_at, w.closed_at) END AS closed_at, s.seller_id
FROM led AS w LEFT JOIN sold AS s ON s.chain_id = w.chain_id;

-- `first_id` was given the lead first, `seller_id` had it when it became SQL: where one team qualifies and another
-- sells, who sells is known only then (decision 98).
CREATE OR REPLACE TEMP TABLE verdict_owners AS
SELECT k.chain_id, arg_min(a.to_id, a.at) AS first_id,
    arg_max(a.to_id, a.at) FILTER (WHERE a.at <= w.sql_at + INTERVAL 2 DAY) AS seller_id
FROM main.assignments AS a
JOIN verdict_links AS k ON k.lead_id = a.lead_id
JOIN verdict_ways AS w ON w.chain_id = k.chain_id
LEFT JOIN main.reps AS r ON r.rep_id = a.to_id
WHERE a.to_id IS NOT NULL AND coalesce(r.team, 'sales') <> 'marketing'
GROUP BY k.chain_id;

CREATE OR REPLACE TEMP TABLE verdict_leads AS
WITH found AS (
    SELECT DISTINCT k.chain_id
    FROM main.defects AS d JOIN verdict_links AS k ON k.lead_id = d.lead_id
    WHERE d.cleared_at IS NULL AND coalesce(d.kind, '') NOT IN ('won_before_arrival', 'duplicate')
)
SELECT c.chain_id, f.arrived_at,
    CASE WHEN f.arrived_at >= $now_from THEN 1 ELSE 0 END AS period,
    CAST(floor(date_diff('second', CAST($first AS TIMESTAMP), f.arrived_at) / 2629800.0) AS INTEGER) AS month,
    -- Who owns a lead now is known only after it came far: whoever tried it first stands before its owner.
    f.source, f.fit_band AS fit, coalesce(o.first_id, t.rep_id, f.owner_id) AS rep_id,
    CASE WHEN w.rank >= 4 THEN coalesce(w.seller_id, o.seller_id, o.first_id, t.rep_id, f.owner_id) END AS seller_id,
    w.rank, w.won_at, w.exit, w.closed_at, t.first_at, coalesce(t.tries, 0) AS tries, w.reason,
    coalesce(d.side, CASE WHEN w.exit IS NULL THEN NULL ELSE 'missing' END) AS side,
    t.hit_at, w.mql_at, w.sql_at, w.proposal_at, b.chain_id IS NOT NULL AS is_defect
FROM verdict_cohort AS c
JOIN main.leads AS f ON f.lead_id = c.lead_id
JOIN verdict_ways AS w ON w.chain_id = c.chain_id
LEFT JOIN verdict_work AS t ON t.chain_id = c.chain_id
LEFT JOIN verdict_owners AS o ON o.chain_id = c.chain_id
LEFT JOIN found AS b ON b.chain_id = c.chain_id
LEFT JOIN verdict_sides AS d ON d.exit = w.exit AND d.reason = w.reason
WHERE w.exit IS DISTINCT FROM 'joined' AND f.arrived_at <= $as_of
    AND ((f.arrived_at >= $now_from AND f.arrived_at < $now_to)
        OR (f.arrived_at >= $base_from AND f.arrived_at < $base_to));
