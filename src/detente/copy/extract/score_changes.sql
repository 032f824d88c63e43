-- A lead's points crossed into another band, or made it sales-ready.
SELECT
    e.id AS score_change_id,
    e.lead_id,
    e.at,
    CAST(e.facts ->> 'score' AS double precision) AS score,
    e.code AS band,
    e.facts ->> 'fit_band' AS fit_band,
    e.reason,
    coalesce(CAST(e.facts ->> 'playbook' AS bigint), e.playbook) AS playbook
FROM crm_event AS e
JOIN crm_lead AS l ON l.id = e.lead_id
WHERE e.kind = 'scored' AND NOT l.is_archived
