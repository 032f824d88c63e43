-- Records by how often they changed owner; those with a history of anything are the whole.
WITH moves AS (
    SELECT c.object, c.record, count(DISTINCT c.at) FILTER (
            c.field = 'owner' AND c.old IS DISTINCT FROM c.new AND coalesce(c.old, '') <> '') AS moves
    FROM changes AS c
    GROUP BY c.object, c.record
)
SELECT object, least(moves, 6) AS moves, count(*) AS records FROM moves GROUP BY ALL ORDER BY object, moves
