-- A possible sale; amounts come in minor units and are divided afterwards.
SELECT
    CAST(d.id AS TEXT) AS deal,
    1 AS file_no,
    d.id AS row_no,
    d.name,
    CAST(d.account_id AS TEXT) AS account,
    CAST(d.person_id AS TEXT) AS person,
    CAST(l.id AS TEXT) AS lead,
    CAST(d.owner_id AS TEXT) AS owner,
    l.source,
    CAST(l.campaign_id AS TEXT) AS campaign,
    d.product,
    d.stage,
    m.milestone,
    d.status,
    d.amount_minor AS amount,
    d.currency,
    d.opened_at AS created_at,
    d.expected_on,
    d.closed_at,
    d.reason,
    CAST(NULL AS timestamptz) AS last_worked_at,
    NULL AS touches,
    CAST(d.custom AS TEXT) AS custom
FROM crm_deal AS d
LEFT JOIN crm_lead AS l ON l.id = d.lead_id AND NOT l.is_archived
LEFT JOIN agreed AS m ON m.playbook = d.playbook AND m.stage = d.stage
WHERE NOT d.is_archived
