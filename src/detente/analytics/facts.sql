-- What the question leaves out, and what changed while its leads arrived.
WITH versions AS (
    SELECT min(c.playbook) AS first_playbook, max(c.playbook) AS last_playbook
    FROM cohort AS c
),
outside AS (
    SELECT
        count(*) FILTER (WHERE coalesce(l.is_targeted, FALSE) AND (l.arrived_at IS NULL OR (
            l.arrived_at >= coalesce($from_at, l.arrived_at) AND l.arrived_at < coalesce($to_at, $never)
        ))) AS targets,
        count(*) FILTER (WHERE l.arrived_at IS NULL AND NOT coalesce(l.is_targeted, FALSE)) AS without_arrival
    FROM leads AS l
)
SELECT v.first_playbook, v.last_playbook, o.targets, o.without_arrival
FROM versions AS v
CROSS JOIN outside AS o
