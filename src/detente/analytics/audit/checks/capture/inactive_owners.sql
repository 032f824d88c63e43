-- Open leads and deals with an owner among the users, and whether that user is inactive.
WITH known AS (
    SELECT said, bool_and(NOT is_active) AS is_inactive
    FROM (
        SELECT lower(trim("user")) AS said, is_active FROM users
        UNION ALL SELECT lower(trim(name)), is_active FROM users
        UNION ALL SELECT lower(trim(email)), is_active FROM users
    ) AS names
    WHERE said IS NOT NULL AND is_active IS NOT NULL
    GROUP BY said
),
open_ones AS (
    SELECT 'leads' AS object, lead AS record, name, owner, created_at FROM leads
    WHERE owner IS NOT NULL AND closed_at IS NULL AND exit IS NULL AND NOT coalesce(is_converted, FALSE)
    UNION ALL
    SELECT 'deals', deal, name, owner, created_at FROM deals WHERE owner IS NOT NULL AND status = 'open'
)
SELECT object, record, name, owner, created_at, is_inactive
FROM open_ones INNER JOIN known ON known.said = lower(trim(open_ones.owner))
