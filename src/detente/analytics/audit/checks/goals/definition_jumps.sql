-- Leads by week of creation, and how many of them reached each milestone within two weeks.
SELECT date_trunc('week', created_at)::DATE AS week, count(*) AS whole,
    count(*) FILTER (WHERE mql_at <= created_at + INTERVAL 14 DAY) AS mql,
    count(*) FILTER (WHERE accepted_at <= created_at + INTERVAL 14 DAY) AS accepted,
    count(*) FILTER (WHERE qualified_at <= created_at + INTERVAL 14 DAY) AS qualified
FROM lead_path
WHERE created_at < $as_of - INTERVAL 21 DAY
GROUP BY ALL
ORDER BY ALL
