-- Who works here.
SELECT
    CAST(u.id AS TEXT) AS "user",
    1 AS file_no,
    u.id AS row_no,
    u.name,
    u.email,
    t.name AS team,
    u.role,
    u.is_active
FROM crm_user AS u
LEFT JOIN crm_team AS t ON t.id = u.team_id
