-- Won deals whose lead or person was in several campaigns before the win.
WITH won AS (
    SELECT d.deal, d.name, d.amount, coalesce(d.closed_at, d.expected_on) AS closed_at, p.lead,
        coalesce(d.person, p.person) AS person
    FROM deals AS d LEFT JOIN lead_path AS p ON p.deal = d.deal
    WHERE d.status = 'won'
),
seen AS (
    SELECT w.deal, m.campaign FROM won AS w JOIN members AS m ON m.lead = w.lead
    WHERE coalesce(coalesce(m.responded_at, m.created_at) <= w.closed_at, TRUE)
    UNION
    SELECT w.deal, m.campaign FROM won AS w JOIN members AS m ON m.person = w.person
    WHERE coalesce(coalesce(m.responded_at, m.created_at) <= w.closed_at, TRUE)
),
counted AS (
    SELECT deal, count(DISTINCT campaign) AS campaigns FROM seen WHERE campaign IS NOT NULL GROUP BY deal
)
SELECT DISTINCT w.deal, w.name, w.amount, w.closed_at, c.campaigns
FROM won AS w JOIN counted AS c ON c.deal = w.deal
