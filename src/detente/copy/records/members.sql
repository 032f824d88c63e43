-- A person in a campaign.
SELECT
    CAST(m.id AS TEXT) AS member,
    1 AS file_no,
    m.id AS row_no,
    CAST(m.campaign_id AS TEXT) AS campaign,
    NULL AS lead,
    CAST(m.person_id AS TEXT) AS person,
    m.status,
    m.responded_at,
    m.added_at AS created_at
FROM crm_campaign_member AS m
JOIN crm_campaign AS c ON c.id = m.campaign_id
WHERE NOT c.is_archived
