-- Campaigns that have begun (or do not say) without a cost; a cost of 0 is an answer.
SELECT c.campaign, c.name, c.kind, c.starts_on, c.budget, coalesce(l.n, 0) AS leads
FROM campaigns AS c
LEFT JOIN (
    SELECT campaign, count(DISTINCT lead) AS n
    FROM (SELECT campaign, lead FROM leads UNION ALL SELECT campaign, lead FROM members) AS both_ways
    WHERE campaign IS NOT NULL AND lead IS NOT NULL GROUP BY campaign
) AS l ON l.campaign = c.campaign
WHERE c.cost IS NULL AND (c.starts_on IS NULL OR c.starts_on <= $as_of::DATE)
