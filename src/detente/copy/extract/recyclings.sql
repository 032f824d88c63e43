-- A lead that ended as not now, and the lead it came back as.
SELECT
    e.id AS recycling_id,
    e.lead_id,
    e.at,
    e.reason,
    e.day AS until_on,
    (SELECT min(n.id) FROM crm_lead AS n WHERE n.earlier_id = e.lead_id AND NOT n.is_archived) AS next_lead_id
FROM crm_event AS e
JOIN crm_lead AS l ON l.id = e.lead_id
WHERE e.kind = 'ended' AND e.to_stage = 'recycled' AND NOT l.is_archived
