-- Names of stages, statuses, record types and pipelines: when each was first and last used, and how often.
WITH used AS (
    SELECT c.object || ': ' || c.field AS what, c.new AS value, c.at AS moment
    FROM changes AS c WHERE object IN ('leads', 'deals') AND field IN ('stage', 'status') AND new IS NOT NULL
    UNION ALL
    SELECT 'deals: closed as', stage, coalesce(closed_at, expected_on)
    FROM deals WHERE status IN ('won', 'lost') AND stage IS NOT NULL AND NOT $has_history
    {kinds}
),
spans AS (SELECT what, min(moment) AS begun, max(moment) AS ended, count(*) AS uses FROM used GROUP BY what),
lives AS (
    SELECT what, value, min(moment) AS first_at, max(moment) AS last_at, count(*) AS n
    FROM used WHERE moment IS NOT NULL AND moment <= $as_of GROUP BY ALL
)
SELECT l.what, l.value, l.first_at, l.last_at, l.n, s.begun, least(s.ended, $as_of) AS ended
FROM lives AS l JOIN spans AS s USING (what)
WHERE l.n >= 20
ORDER BY l.what, l.first_at, l.value
