-- A possible sale. An open deal in the organisation's own currency needs no rate; in another it has none yet.
SELECT
    d.id AS deal_id,
    d.account_id,
    d.person_id,
    l.id AS lead_id,
    d.owner_id,
    d.name,
    d.type,
    d.product,
    d.stage,
    m.milestone,
    d.status,
    d.amount_minor,
    d.currency,
    CASE WHEN d.status = 'open' AND d.currency = o.currency THEN d.amount_minor ELSE d.base_minor END AS base_minor,
    d.opened_at,
    d.expected_on,
    d.closed_at,
    d.reason
FROM crm_deal AS d
LEFT JOIN crm_organisation AS o ON o.only
LEFT JOIN crm_lead AS l ON l.id = d.lead_id AND NOT l.is_archived
LEFT JOIN agreed AS m ON m.playbook = d.playbook AND m.stage = d.stage
WHERE NOT d.is_archived
