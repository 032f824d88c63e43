-- How long each lead waited for its first attempt, or waits still: by the minute within two hours, by ten within
-- a day, by the hour within a week, then by six hours; after ninety days nobody looks on.
WITH held AS (
    SELECT p.group_key, p.is_tried, p.speed_seconds, p.speed_business_seconds, p.response_seconds,
        p.response_business_seconds
    FROM pursued AS p
    WHERE p.is_tried OR (coalesce(p.exit, '') <> 'rejected' AND coalesce(p.exit, '') <> 'joined' AND NOT p.is_won)
),
waits AS (
    SELECT h.group_key, h.is_tried, 'speed' AS measure, h.speed_seconds AS seconds FROM held AS h
    UNION ALL
    SELECT h.group_key, h.is_tried, 'speed_business', h.speed_business_seconds FROM held AS h
    UNION ALL
    SELECT h.group_key, h.is_tried, 'response', h.response_seconds FROM held AS h
    UNION ALL
    SELECT h.group_key, h.is_tried, 'response_business', h.response_business_seconds FROM held AS h
),
binned AS (
    SELECT w.group_key, w.measure, w.is_tried AND w.seconds < 7776000 AS is_tried,
        CASE WHEN w.seconds < 7200 THEN 60 * (w.seconds // 60)
            WHEN w.seconds < 86400 THEN 600 * (w.seconds // 600)
            WHEN w.seconds < 604800 THEN 3600 * (w.seconds // 3600)
            ELSE 21600 * (least(w.seconds, 7776000) // 21600) END AS seconds
    FROM waits AS w
    WHERE w.seconds >= 0
)
SELECT b.group_key, b.measure, b.is_tried, b.seconds, count(*) AS leads
FROM binned AS b
GROUP BY b.group_key, b.measure, b.is_tried, b.seconds
