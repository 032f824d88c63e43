-- What the question leaves out.
WITH outside AS (
    SELECT
        count(*) FILTER (WHERE coalesce(l.is_targeted, FALSE) AND (l.arrived_at IS NULL OR (
            l.arrived_at >= coalesce($from_at, l.arrived_at) AND l.arrived_at < coalesce($to_at, $never)
        ))) AS targets,
        count(*) FILTER (WHERE l.arrived_at IS NULL AND NOT coalesce(l.is_targeted, FALSE)) AS without_arrival
    FROM leads AS l
)
SELECT o.targets, o.without_arrival
FROM outside AS o
