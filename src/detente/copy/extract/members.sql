-- A person in a campaign.
SELECT
    m.campaign_id,
    m.person_id,
    m.status,
    m.added_at,
    m.responded_at
FROM crm_campaign_member AS m
JOIN crm_campaign AS c ON c.id = m.campaign_id
JOIN crm_person AS p ON p.id = m.person_id
WHERE NOT c.is_archived AND NOT p.is_archived AND p.merged_into_id IS NULL
