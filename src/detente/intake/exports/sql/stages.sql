SELECT s.object, s.stage, s.place, s.milestone, s.exit, s.is_confirmed, coalesce(n.n, 0)
FROM stages AS s LEFT JOIN (
    SELECT 'leads' AS object, status AS stage, count(*) AS n FROM leads GROUP BY status
    UNION ALL SELECT 'deals', stage, count(*) FROM deals GROUP BY stage
) AS n USING (object, stage)
ORDER BY s.object, s.place NULLS LAST, 7 DESC, s.stage
