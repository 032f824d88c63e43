-- Every move of a lead or deal between two stages that stand in an order: by its place where every stage has one,
-- else by milestone. Exits have no rank: a move to or from one is neither forward nor backward.
CREATE TABLE IF NOT EXISTS stage_moves AS
WITH placed AS (
    SELECT object, bool_and(place IS NOT NULL) AS has_places, count(DISTINCT place) = count(*) AS is_distinct
    FROM stages
    WHERE coalesce(milestone, '') <> 'exit' AND exit IS NULL
    GROUP BY object
),
ranks AS (
    SELECT s.object, s.stage, p.has_places AND p.is_distinct AS is_placed,
        CASE WHEN p.has_places AND p.is_distinct THEN s.place
            ELSE list_position(['inquiry', 'mql', 'sal', 'sql', 'proposal', 'won'], s.milestone) END AS rank
    FROM stages AS s
    INNER JOIN placed AS p ON s.object = p.object
    WHERE coalesce(s.milestone, '') <> 'exit' AND s.exit IS NULL
),
told AS (
    SELECT c.object, c.record, c.at AS moment, c.new,
        coalesce(c.old, lag(c.new) OVER (PARTITION BY c.object, c.record, c.field ORDER BY c.at)) AS old
    FROM changes AS c
    WHERE c.object IN ('leads', 'deals') AND c.field IN ('stage', 'status')
)
SELECT t.object, t.record, t.moment, t.old, t.new, a.is_placed, a.rank AS old_rank, b.rank AS new_rank
FROM told AS t
INNER JOIN ranks AS a ON t.object = a.object AND t.old = a.stage AND a.rank > 0
INNER JOIN ranks AS b ON t.object = b.object AND t.new = b.stage AND b.rank > 0
WHERE t.old <> t.new AND a.rank <> b.rank
