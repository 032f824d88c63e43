-- Minutes (days, where most creation dates tell no time) in which far more leads were created than usual.
WITH clock AS (
    SELECT CASE
        WHEN count(*) FILTER (WHERE created_at = date_trunc('day', created_at)) * 2 > count(*) THEN 'day' ELSE 'minute'
    END AS unit
    FROM leads WHERE created_at IS NOT NULL
),
counted AS (
    SELECT clock.unit, date_trunc(clock.unit, l.created_at) AS at, count(*) AS leads
    FROM leads AS l CROSS JOIN clock WHERE l.created_at IS NOT NULL
    GROUP BY clock.unit, date_trunc(clock.unit, l.created_at)
),
usual AS (SELECT median(leads) AS leads, quantile_cont(leads, 0.9) AS busy, count(*) AS slots FROM counted)
SELECT c.unit, c.at, c.leads, CASE WHEN u.slots > 2 THEN u.leads END AS usual
FROM counted AS c CROSS JOIN usual AS u
WHERE c.leads >= $fewest AND (u.slots <= 2 OR c.leads > 10 * u.busy)
ORDER BY c.leads DESC, c.at
