-- Deals that were created or closed before the lead they came from; by days, with one of grace, without hours.
-- Of several leads the first counts: a buyer's colleagues may join while the deal is on.
WITH links AS (
    SELECT lead, deal FROM leads WHERE lead IS NOT NULL AND deal IS NOT NULL
    UNION
    SELECT lead, deal FROM deals WHERE lead IS NOT NULL AND deal IS NOT NULL
),
first_seen AS (
    SELECT lead, min(created_at) AS created_at FROM leads WHERE created_at IS NOT NULL GROUP BY lead
),
once AS (
    SELECT deal, min(name) AS name, min(owner) AS owner, min(created_at) AS created_at, min(closed_at) AS closed_at
    FROM deals
    GROUP BY deal
),
dated AS (
    SELECT d.deal, d.name, d.owner, f.lead, f.created_at AS lead_created_at, d.created_at, d.closed_at,
        least(d.created_at, d.closed_at) AS began
    FROM links AS l
    INNER JOIN first_seen AS f ON l.lead = f.lead
    INNER JOIN once AS d ON l.deal = d.deal
    QUALIFY row_number() OVER (PARTITION BY d.deal ORDER BY f.created_at, f.lead) = 1
)
SELECT deal, name, owner, lead, lead_created_at, created_at, closed_at,
    greatest(1, date_diff('day', began, lead_created_at)) AS days
FROM dated
WHERE CASE WHEN $by_day
    THEN CAST(began AS DATE) < CAST(lead_created_at AS DATE) - INTERVAL 1 DAY
    ELSE began < lead_created_at - INTERVAL 1 HOUR END
