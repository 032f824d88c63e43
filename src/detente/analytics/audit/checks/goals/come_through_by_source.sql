-- Leads by source and month of creation, and those of them that came through.
SELECT nullif(trim(source), '') AS source, year(created_at) * 100 + month(created_at) AS month,
    count(*) FILTER (WHERE reached >= $outcome) AS part, count(*) AS whole
FROM lead_path
WHERE NOT is_end_unknown
GROUP BY ALL
ORDER BY ALL
