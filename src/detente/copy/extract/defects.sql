-- Something wrong with a lead's data, until the same lead's same defect was cleared.
SELECT
    e.id AS defect_id,
    e.lead_id,
    e.code AS kind,
    e.at,
    e.reason AS found_by,
    (
        SELECT c.at FROM crm_event AS c
        WHERE c.lead_id = e.lead_id AND c.seq > e.seq AND c.kind = 'defect_cleared' AND c.code = e.code
        ORDER BY c.seq LIMIT 1
    ) AS cleared_at
FROM crm_event AS e
JOIN crm_lead AS l ON l.id = e.lead_id
WHERE e.kind = 'defect_found' AND NOT l.is_archived
