-- One attempt to qualify one person. An earlier or first lead that an undone import took away no longer counts.
SELECT
    l.id AS lead_id,
    coalesce(f.id, l.id) AS first_lead_id,
    b.id AS earlier_lead_id,
    l.person_id,
    l.account_id,
    l.arrived_at,
    l.source,
    l.medium,
    l.campaign_id,
    v.name AS vendor,
    l.utm ->> 'landing_page' AS landing_page,
    coalesce(p.country, a.country) AS country,
    CASE t.kind WHEN 'inside_sales' THEN 'inside sales' ELSE t.kind END AS team,
    l.owner_id,
    l.stage,
    m.milestone,
    l.status,
    CASE m.milestone WHEN 'exit' THEN l.stage END AS exit,
    CASE m.milestone WHEN 'exit' THEN l.exit_reason END AS exit_reason,
    CASE m.milestone WHEN 'exit' THEN s.milestone END AS exit_from,
    l.closed_at,
    l.fit_band,
    l.playbook,
    l.is_targeted
FROM crm_lead AS l
JOIN crm_person AS p ON p.id = l.person_id
LEFT JOIN crm_account AS a ON a.id = l.account_id
LEFT JOIN crm_vendor AS v ON v.id = l.vendor_id
LEFT JOIN crm_user AS u ON u.id = l.owner_id
LEFT JOIN crm_team AS t ON t.id = u.team_id
LEFT JOIN crm_lead AS f ON f.id = l.first_id AND NOT f.is_archived
LEFT JOIN crm_lead AS b ON b.id = l.earlier_id AND NOT b.is_archived
LEFT JOIN agreed AS m ON m.playbook = l.playbook AND m.stage = l.stage
LEFT JOIN agreed AS s ON s.playbook = l.playbook AND s.stage = l.exit_from
WHERE NOT l.is_archived
