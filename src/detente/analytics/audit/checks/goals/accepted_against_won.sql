-- By source and month: leads, those that sales accepted, and those of the accepted that were won.
SELECT nullif(trim(source), '') AS source, year(created_at) * 100 + month(created_at) AS month,
    count(*) AS leads, count(*) FILTER (WHERE reached >= 2) AS accepted, count(*) FILTER (WHERE reached >= 5) AS won
FROM lead_path
WHERE NOT is_end_unknown AND (NOT is_past_unknown OR reached >= 2 OR $all_told)
GROUP BY ALL
ORDER BY ALL
