-- Records that changed owner three times or more. Exports that note a change twice, by key and by name, count it once.
WITH moves AS (
    SELECT c.object, c.record, count(DISTINCT c.at) AS moves
    FROM changes AS c
    WHERE c.field = 'owner' AND c.old IS DISTINCT FROM c.new AND coalesce(c.old, '') <> ''
    GROUP BY c.object, c.record
)
SELECT record, object, moves
FROM moves
WHERE object = $object AND moves >= 3
