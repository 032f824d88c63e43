-- A possible sale; amounts come in minor units and are divided afterwards. A reason in words, of an import, is one too.
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
    coalesce(nullif(d.reason, ''), said.note) AS reason,
    CAST(NULL AS timestamptz) AS last_worked_at,
    NULL AS touches,
    CAST(d.custom AS TEXT) AS custom
FROM crm_deal AS d
LEFT JOIN crm_lead AS l ON l.id = d.lead_id AND NOT l.is_archived
LEFT JOIN agreed AS m ON m.playbook = d.playbook AND m.stage = d.stage
LEFT JOIN (
    SELECT e.deal_id, max(w.words ->> 'note') AS note
    FROM crm_event AS e
    JOIN crm_event_detail AS w ON w.event_id = e.id
    WHERE e.kind = 'deal_lost'
    GROUP BY e.deal_id
) AS said ON said.deal_id = d.id AND d.status = 'lost'
WHERE NOT d.is_archived
