-- Deals whose expected close was put off three times or more, and by how many days in all.
WITH moves AS (
    SELECT c.record, c.at AS moment,
        date_diff('day', TRY_CAST(left(c.old, 10) AS DATE), TRY_CAST(left(c.new, 10) AS DATE)) AS days
    FROM changes AS c
    WHERE c.object = 'deals' AND c.field = 'expected_on'
),
pushed AS (
    SELECT record, count(DISTINCT moment) AS moves, sum(days) AS days FROM moves WHERE days > 0 GROUP BY record
)
SELECT s.deal, s.name, s.owner, s.stage, s.amount, p.moves, p.days
FROM pushed AS p
INNER JOIN deal_state AS s ON p.record = s.deal
WHERE p.moves >= 3
