-- The costs of campaigns, shared out among their leads, summed over the leads of a SELECT whose column is `record`.
WITH named AS (
    SELECT DISTINCT said, campaign, cost, currency FROM (
        SELECT lower(trim(campaign)) AS said, campaign, cost, currency FROM campaigns WHERE cost IS NOT NULL
        UNION ALL SELECT lower(trim(name)), campaign, cost, currency FROM campaigns WHERE cost IS NOT NULL
    ) AS both_ways WHERE said <> ''
),
linked AS (
    SELECT DISTINCT l.lead, n.campaign, n.cost, n.currency
    FROM (
        SELECT lead, lower(trim(campaign)) AS said FROM leads WHERE lead IS NOT NULL
        UNION SELECT lead, lower(trim(campaign)) FROM members WHERE lead IS NOT NULL
    ) AS l INNER JOIN named AS n ON n.said = l.said
),
each AS (SELECT campaign, any_value(cost) / count(*) AS cost, any_value(currency) AS currency FROM linked GROUP BY campaign),
asked AS (SELECT DISTINCT record FROM ({rows}) AS r)
SELECT count(DISTINCT l.lead) AS leads, sum(e.cost) AS spent, count(DISTINCT e.currency) AS currencies,
    any_value(e.currency) AS currency
FROM asked AS a INNER JOIN linked AS l ON l.lead = a.record INNER JOIN each AS e ON e.campaign = l.campaign
