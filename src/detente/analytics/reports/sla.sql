-- What each team promised the other, case by case: kept, broken, or not due yet.
WITH counted AS (
    SELECT p.lead_id, p.group_key, p.promise,
        TRUE AS leads,
        p.is_kept OR p.is_broken AS judged,
        p.is_kept AS kept,
        p.is_broken AS broken,
        NOT p.is_kept AND NOT p.is_broken AS pending
    FROM promised AS p
)
SELECT e.group_key, e.promise,
    count(*) AS leads,
    count(*) FILTER (WHERE e.judged) AS judged,
    count(*) FILTER (WHERE e.kept) AS kept,
    count(*) FILTER (WHERE e.broken) AS broken,
    count(*) FILTER (WHERE e.pending) AS pending
FROM counted AS e
GROUP BY e.group_key, e.promise
