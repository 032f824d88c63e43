-- Changes of a field more than a day after its record had ended; stage, status and owner belong to the handling.
SELECT c.record, c.object, c.field, c.old, c.new, c.at, e.closed_at
FROM changes AS c
INNER JOIN (
    SELECT 'deals' AS object, deal AS record, closed_at FROM deals WHERE closed_at IS NOT NULL
    UNION ALL SELECT 'leads', lead, closed_at FROM leads WHERE closed_at IS NOT NULL
) AS e ON e.object = c.object AND e.record = c.record
WHERE c.at > e.closed_at + INTERVAL 1 DAY AND c.field NOT IN ('stage', 'status', 'owner')
    AND (c.old IS NOT NULL OR c.new IS NOT NULL) AND c.old IS DISTINCT FROM c.new
