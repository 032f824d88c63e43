-- Open deals: how many, their amounts (a usual one where none is given), the age of half of them; the closed ones won.
WITH asked AS (
    {asked}
),
closed AS (
    SELECT status = 'won' AS is_won, amount, CASE WHEN closed_at > created_at THEN date_diff('day', created_at, closed_at) END AS took
    FROM deals
    WHERE status IN ('won', 'lost')
),
usual AS (
    SELECT median(amount) AS amount FROM closed WHERE is_won AND amount > 0 AND isfinite(amount)
),
ages AS (
    SELECT median(date_diff('day', d.created_at, $now)) AS days
    FROM asked AS a
    INNER JOIN deals AS d ON a.deal = d.deal
)
SELECT (SELECT count(*) FROM asked) AS n,
    (SELECT coalesce(sum(coalesce(a.amount, u.amount)) FILTER (isfinite(coalesce(a.amount, 0))), 0)
        FROM asked AS a CROSS JOIN usual AS u) AS amounts,
    (SELECT amount FROM usual) AS usual,
    (SELECT days FROM ages) AS age,
    count(*) AS closed,
    count(*) FILTER (is_won) AS won,
    count(took) AS timed,
    count(*) FILTER (took >= (SELECT days FROM ages)) AS aged,
    count(*) FILTER (is_won AND took >= (SELECT days FROM ages)) AS aged_won
FROM closed
