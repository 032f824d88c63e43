-- What each campaign claims, and what the won deals that name it come to.
WITH own AS (
    SELECT campaign, count(*) AS won, sum(amount) AS revenue
    FROM deals WHERE status = 'won' AND campaign IS NOT NULL GROUP BY campaign
)
SELECT c.campaign, c.name, c.claimed_revenue, c.claimed_won,
    coalesce(k.revenue, n.revenue, 0) AS revenue, coalesce(k.won, n.won, 0) AS won
FROM campaigns AS c
LEFT JOIN own AS k ON k.campaign = c.campaign
LEFT JOIN own AS n ON n.campaign = c.name AND c.name <> c.campaign
WHERE coalesce(c.claimed_revenue, 0) > 0 OR coalesce(c.claimed_won, 0) > 0
ORDER BY c.claimed_revenue DESC NULLS LAST, c.campaign
