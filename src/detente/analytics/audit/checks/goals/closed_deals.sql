-- Won and lost deals by owner, source, product and half-year of closing; the seven biggest values of a field, the rest as one.
WITH closed AS (
    SELECT nullif(trim(owner), '') AS owner, nullif(trim(source), '') AS source, nullif(trim(product), '') AS product,
        status = 'won' AS is_won, coalesce(closed_at, expected_on) AS closed
    FROM deals WHERE status IN ('won', 'lost')
),
counted AS (
    SELECT owner, source, product, year(closed) * 10 + CASE WHEN month(closed) > 6 THEN 2 ELSE 1 END AS half,
        count(*) FILTER (WHERE is_won) AS part, count(*) AS whole
    FROM closed GROUP BY ALL
),
products AS (
    SELECT product FROM counted WHERE product IS NOT NULL GROUP BY product ORDER BY sum(whole) DESC, product LIMIT 7
),
sources AS (
    SELECT source FROM counted WHERE source IS NOT NULL GROUP BY source ORDER BY sum(whole) DESC, source LIMIT 7
)
SELECT c.owner, c.source, c.half,
    CASE WHEN c.product IS NULL THEN '' WHEN p.product IS NULL THEN 'rest' ELSE c.product END AS of_product,
    CASE WHEN c.source IS NULL THEN '' WHEN s.source IS NULL THEN 'rest' ELSE c.source END AS of_source,
    sum(c.part)::BIGINT AS part, sum(c.whole)::BIGINT AS whole
FROM counted AS c
LEFT JOIN products AS p ON p.product = c.product
LEFT JOIN sources AS s ON s.source = c.source
GROUP BY ALL
ORDER BY ALL
