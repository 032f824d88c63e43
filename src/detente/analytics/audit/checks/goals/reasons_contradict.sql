-- Ended leads and lost deals whose stated reason the record itself contradicts.
WITH proposals AS (
    SELECT c.record AS deal
    FROM changes AS c JOIN stages AS s ON s.object = 'deals' AND s.stage = c.new
    WHERE c.object = 'deals' AND c.field IN ('stage', 'status') AND s.milestone = 'proposal'
    GROUP BY c.record
),
moved AS (
    SELECT record AS deal FROM changes WHERE object = 'deals' AND field IN ('stage', 'status') GROUP BY record
),
weak AS (
    SELECT p.lead AS record, 'leads' AS object, p.reason, p.owner, p.source, 'weak' AS claim,
        p.reached >= 4 OR p.deals > 0 AS is_contradicted
    FROM lead_path AS p WHERE regexp_matches(lower(p.reason), $weak)
),
silent AS (
    SELECT s.lead AS record, 'leads' AS object, s.reason, s.owner, s.source, 'silent' AS claim,
        NOT s.is_touched AS is_contradicted
    FROM lead_state AS s WHERE $is_logged AND regexp_matches(lower(s.reason), $silent)
),
price AS (
    SELECT d.deal AS record, 'deals' AS object, d.reason, d.owner, d.source, 'price' AS claim,
        p.deal IS NULL AS is_contradicted
    FROM deals AS d JOIN moved AS m ON m.deal = d.deal LEFT JOIN proposals AS p ON p.deal = d.deal
    WHERE d.status = 'lost' AND $has_proposals AND regexp_matches(lower(d.reason), $price)
)
SELECT * FROM weak UNION ALL SELECT * FROM silent UNION ALL SELECT * FROM price
