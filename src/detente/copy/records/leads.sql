-- A lead with who it is; moves fill mql_at and accepted_at afterwards.
SELECT
    CAST(l.id AS TEXT) AS lead,
    1 AS file_no,
    l.id AS row_no,
    CAST(l.person_id AS TEXT) AS person,
    CAST(l.account_id AS TEXT) AS account,
    p.label AS name,
    p.email,
    p.phone,
    a.name AS company,
    p.title,
    coalesce(p.country, a.country) AS country,
    l.source,
    l.medium,
    CAST(l.campaign_id AS TEXT) AS campaign,
    CAST(l.owner_id AS TEXT) AS owner,
    l.stage AS status,
    m.milestone,
    CASE m.milestone WHEN 'exit' THEN l.stage END AS exit,
    coalesce(nullif(l.exit_reason, ''), said.note) AS reason,
    d.id IS NOT NULL AS is_converted,
    CAST(d.id AS TEXT) AS deal,
    l.arrived_at AS created_at,
    CAST(NULL AS timestamptz) AS mql_at,
    CAST(NULL AS timestamptz) AS accepted_at,
    l.first_attempt_at AS worked_at,
    l.last_attempt_at AS last_worked_at,
    l.attempts AS touches,
    d.opened_at AS converted_at,
    l.closed_at,
    l.recycle_on AS return_on,
    replace(CAST(l.defects AS TEXT), '"bounced"', '') <> CAST(l.defects AS TEXT) AS is_bounced,
    CAST(l.custom AS TEXT) AS custom
FROM crm_lead AS l
JOIN crm_person AS p ON p.id = l.person_id
LEFT JOIN crm_account AS a ON a.id = l.account_id
LEFT JOIN crm_deal AS d ON d.id = l.deal_id AND NOT d.is_archived
LEFT JOIN agreed AS m ON m.playbook = l.playbook AND m.stage = l.stage
LEFT JOIN (
    SELECT e.lead_id, e.to_stage, max(w.words ->> 'note') AS note
    FROM crm_event AS e
    JOIN crm_event_detail AS w ON w.event_id = e.id
    WHERE e.kind = 'moved'
    GROUP BY e.lead_id, e.to_stage
) AS said ON said.lead_id = l.id AND said.to_stage = l.stage AND m.milestone = 'exit'
WHERE NOT l.is_archived
