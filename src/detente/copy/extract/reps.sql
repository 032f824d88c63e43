-- People who work leads and deals.
SELECT
    u.id AS rep_id,
    u.name,
    CASE t.kind WHEN 'inside_sales' THEN 'inside sales' ELSE t.kind END AS team,
    u.role,
    v.name AS vendor,
    u.is_active
FROM crm_user AS u
LEFT JOIN crm_team AS t ON t.id = u.team_id
LEFT JOIN crm_vendor AS v ON v.id = u.vendor_id
