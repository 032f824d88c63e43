-- Every lead with its codes, what is said of it, and when: what the counted tables count.
CREATE OR REPLACE TEMP TABLE verdict_units AS
WITH seen AS (
    SELECT l.*,
        l.rank < 4 AND l.hit_at IS NULL AND coalesce(
            (l.exit = 'rejected' AND coalesce(l.side, 'missing') <> 'sales')
            OR (l.exit = 'disqualified' AND l.side = 'data')
            OR (l.is_defect AND coalesce(l.exit, 'open') <> 'lost'), FALSE
        ) AS is_bad,
        l.rank >= 4 OR l.hit_at IS NOT NULL OR coalesce(l.exit IN ('disqualified', 'lost'), FALSE) AS is_met
    FROM verdict_leads AS l
),
dated AS (
    SELECT s.*, s.is_met AND NOT s.is_bad AS is_reached,
        s.rank >= 2 OR s.tries > 0 OR s.is_met OR NOT $has_gate AS is_ready,
        CASE WHEN s.mql_at IS NOT NULL AND $has_gate AND s.mql_at <= coalesce(s.first_at, s.sql_at, s.mql_at)
            THEN greatest(s.mql_at, s.arrived_at) ELSE s.arrived_at END AS ready_at
    FROM seen AS s
),
ordered AS (
    SELECT d.*,
        CASE WHEN $has_contacts THEN coalesce(d.hit_at, d.sql_at, d.proposal_at, d.won_at, d.closed_at, d.arrived_at)
            ELSE d.ready_at END AS reached_at,
        coalesce(d.sql_at, d.proposal_at, d.won_at, d.closed_at, d.arrived_at) AS qualified_at,
        coalesce(d.proposal_at, d.won_at, d.closed_at, d.sql_at, d.arrived_at) AS proposed_at
    FROM dated AS d
)
SELECT o.chain_id, o.period, o.month, a.code AS source, b.code AS fit,
    coalesce(c.code, 0) AS rep, coalesce(e.code, 0) AS seller,
    o.arrived_at, o.ready_at, o.first_at, o.tries, o.rank, o.exit, o.side, o.won_at, o.is_ready, o.is_bad,
    o.is_reached, o.hit_at IS NULL AND o.is_reached AS is_supposed,
    coalesce(o.closed_at, o.won_at, $as_of) AS ended_at, o.reached_at, o.qualified_at, o.proposed_at,
    CASE WHEN o.exit IS NULL AND o.rank < 6 THEN 0
        WHEN o.side IN ('quality', 'data') THEN 2 WHEN o.side = 'sales' THEN 3 ELSE 4 END AS loss
FROM ordered AS o
JOIN verdict_codes AS a ON a.kind = 'source' AND a.name = coalesce(o.source, '')
JOIN verdict_codes AS b ON b.kind = 'fit' AND b.name = coalesce(o.fit, '')
LEFT JOIN verdict_codes AS c ON c.kind = 'rep' AND c.name = CAST(o.rep_id AS VARCHAR)
LEFT JOIN verdict_codes AS e
    ON e.kind = 'rep' AND e.name = CAST(CASE WHEN $has_sellers THEN o.seller_id ELSE o.rep_id END AS VARCHAR);
