-- How far every lead came, as the export tells: one row a lead. Deals join by the person only where nothing else does.
-- Where others say that they did not become a deal, a blank does not say so: its end is unknown.
CREATE TABLE IF NOT EXISTS lead_path AS
WITH pairs AS (
    SELECT lead, deal FROM leads WHERE deal IS NOT NULL AND lead IS NOT NULL
    UNION
    SELECT lead, deal FROM deals WHERE lead IS NOT NULL AND deal IS NOT NULL
    {by_person}
),
ends AS (
    SELECT p.lead, count(*) AS deals, min(d.created_at) AS deal_at, min(d.deal) AS deal,
        coalesce(bool_or(d.status = 'won'), FALSE) AS is_won,
        coalesce(bool_or(d.status = 'lost'), FALSE) AS is_lost,
        min(coalesce(d.closed_at, d.expected_on)) FILTER (WHERE d.status = 'won') AS won_at,
        sum(d.amount) FILTER (WHERE d.status = 'won') AS won_amount
    FROM pairs AS p JOIN deals AS d ON d.deal = p.deal
    GROUP BY p.lead
),
ranks (milestone, rank) AS (
    VALUES ('inquiry', 0), ('mql', 1), ('sal', 2), ('sql', 3), ('proposal', 4), ('won', 5)
),
moves AS (
    SELECT c.record AS lead, max(r.rank) AS rank,
        min(c.at) FILTER (WHERE r.rank = 1) AS mql_at,
        min(c.at) FILTER (WHERE r.rank = 2) AS accepted_at,
        min(c.at) FILTER (WHERE r.rank IN (3, 4)) AS sql_at
    FROM changes AS c
    JOIN stages AS s ON s.object = 'leads' AND s.stage = c.new
    JOIN ranks AS r ON r.milestone = s.milestone
    WHERE c.object = 'leads' AND c.field IN ('stage', 'status')
    GROUP BY c.record
)
SELECT l.lead, l.name, l.owner, l.source, l.status, l.exit, l.reason, l.created_at, l.closed_at,
    l.worked_at, l.last_worked_at, l.touches, l.person,
    least(l.mql_at, m.mql_at) AS mql_at,
    least(l.accepted_at, m.accepted_at) AS accepted_at,
    least(l.converted_at, m.sql_at, e.deal_at) AS qualified_at,
    e.won_at, coalesce(e.deals, 0) AS deals, e.deal, e.won_amount,
    coalesce(e.is_lost, FALSE) AS is_lost,
    greatest(
        coalesce(r.rank, 0), coalesce(m.rank, 0),
        CASE WHEN l.mql_at IS NOT NULL THEN 1 ELSE 0 END,
        CASE WHEN l.accepted_at IS NOT NULL THEN 2 ELSE 0 END,
        CASE WHEN l.is_converted OR l.deal IS NOT NULL OR e.lead IS NOT NULL THEN 3 ELSE 0 END,
        CASE WHEN e.is_won THEN 5 ELSE 0 END
    ) AS reached,
    (l.milestone = 'exit' OR l.exit IS NOT NULL) AND m.lead IS NULL AS is_past_unknown,
    s.says_no AND l.is_converted IS NULL AND l.milestone IS NULL AND l.exit IS NULL AND l.converted_at IS NULL
        AND l.deal IS NULL AND e.lead IS NULL AND m.lead IS NULL AS is_end_unknown
FROM leads AS l
CROSS JOIN (SELECT count(*) FILTER (WHERE NOT is_converted) > 0 AS says_no FROM leads) AS s
LEFT JOIN ranks AS r ON r.milestone = l.milestone
LEFT JOIN moves AS m ON m.lead = l.lead
LEFT JOIN ends AS e ON e.lead = l.lead
