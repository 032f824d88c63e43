-- The leads that reached SQL, old enough and all, and those of them that ended without a stated reason.
SELECT s.group_key,
    count(*) FILTER (WHERE s.reached_rank >= 4) AS sql,
    count(*) FILTER (WHERE s.reached_rank >= 4 AND s.is_mature) AS mature_sql,
    count(*) FILTER (WHERE s.reached_rank >= 4 AND (s.place = 'lost' OR s.place = 'disqualified') AND NOT EXISTS (
        SELECT 1 FROM links AS k
        JOIN leads AS l ON l.lead_id = k.link_id
        WHERE k.lead_id = s.lead_id AND nullif(l.exit_reason, '') IS NOT NULL
    )) AS unstated
FROM standing AS s
GROUP BY s.group_key
