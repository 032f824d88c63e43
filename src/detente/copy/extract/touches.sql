-- Each response of a person; a lead's arrival is its first, unless we chose the contact and nobody responded yet.
SELECT
    e.id AS touch_id,
    e.lead_id,
    l.person_id,
    e.campaign_id,
    e.code AS kind,
    e.source,
    e.medium,
    e.at,
    e.recorded_at
FROM crm_event AS e
JOIN crm_lead AS l ON l.id = e.lead_id
WHERE (e.kind = 'touched' OR (e.kind = 'captured' AND NOT l.is_targeted))
    AND NOT l.is_archived
    AND NOT EXISTS (SELECT 1 FROM crm_event AS r WHERE r.reverses_id = e.id)
