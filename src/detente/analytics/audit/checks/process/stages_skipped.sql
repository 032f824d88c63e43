-- Moves forward over a stage that a quarter of the records with a move do stand in.
WITH stood AS (
    SELECT object, record, old_rank AS rank FROM stage_moves
    UNION
    SELECT object, record, new_rank FROM stage_moves
),
used AS (
    SELECT s.object, s.rank
    FROM stood AS s
    GROUP BY s.object, s.rank
    HAVING 4 * count(*) >= (SELECT count(DISTINCT m.record) FROM stage_moves AS m WHERE m.object = s.object)
),
forward AS (
    SELECT DISTINCT object, old_rank, new_rank FROM stage_moves WHERE new_rank > old_rank + 1
),
skipping AS (
    SELECT DISTINCT f.object, f.old_rank, f.new_rank
    FROM forward AS f
    INNER JOIN used AS u ON f.object = u.object AND u.rank > f.old_rank AND u.rank < f.new_rank
)
SELECT m.object, m.record, m.old, m.new, m.moment
FROM stage_moves AS m
INNER JOIN skipping AS s ON m.object = s.object AND m.old_rank = s.old_rank AND m.new_rank = s.new_rank
