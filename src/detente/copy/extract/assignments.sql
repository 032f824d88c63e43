-- A lead got an owner, on arrival or later, or lost the one it had.
SELECT
    e.id AS assignment_id,
    e.lead_id,
    e.owner_id AS to_id,
    (
        SELECT b.owner_id FROM crm_event AS b
        WHERE b.lead_id = e.lead_id AND b.seq < e.seq AND b.kind IN ('captured', 'assigned')
        ORDER BY b.seq DESC LIMIT 1
    ) AS from_id,
    e.actor_id AS by_id,
    e.at,
    e.reason
FROM crm_event AS e
JOIN crm_lead AS l ON l.id = e.lead_id
WHERE (e.kind = 'assigned' OR (e.kind = 'captured' AND e.owner_id IS NOT NULL)) AND NOT l.is_archived
