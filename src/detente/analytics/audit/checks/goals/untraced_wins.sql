-- Won deals that no lead leads to, of those that opened after leads were first written down.
WITH first AS (SELECT min(created_at) AS begun FROM leads),
traced AS (
    SELECT deal FROM leads WHERE deal IS NOT NULL
    UNION
    SELECT deal FROM deals WHERE lead IN (SELECT lead FROM leads)
    {by_person}
)
SELECT d.deal, d.name, d.source, d.amount, d.created_at, coalesce(d.closed_at, d.expected_on) AS closed_at,
    t.deal IS NULL AS is_untraced
FROM deals AS d CROSS JOIN first AS f LEFT JOIN traced AS t ON t.deal = d.deal
WHERE d.status = 'won' AND d.created_at >= f.begun
