-- Moves between stages and from owner to owner.
SELECT
    CAST(e.id AS TEXT) AS change,
    1 AS file_no,
    e.id AS row_no,
    'leads' AS object,
    CAST(e.lead_id AS TEXT) AS record,
    'stage' AS field,
    e.from_stage AS old,
    e.to_stage AS new,
    CAST(e.actor_id AS TEXT) AS by,
    e.at
FROM crm_event AS e
JOIN crm_lead AS l ON l.id = e.lead_id
WHERE e.kind IN (
        'captured', 'moved', 'ended', 'reopened', 'deal_opened', 'deal_linked', 'deal_moved', 'deal_won', 'deal_lost',
        'deal_reopened', 'deal_joined'
    )
    AND (e.from_stage IS NULL OR e.from_stage <> e.to_stage)
    AND NOT l.is_archived
UNION ALL
SELECT
    CAST(e.id AS TEXT) || '-owner' AS change,
    1 AS file_no,
    e.id AS row_no,
    'leads' AS object,
    CAST(e.lead_id AS TEXT) AS record,
    'owner' AS field,
    CAST((
        SELECT b.owner_id FROM crm_event AS b
        WHERE b.lead_id = e.lead_id AND b.seq < e.seq AND b.kind IN ('captured', 'assigned')
        ORDER BY b.seq DESC LIMIT 1
    ) AS TEXT) AS old,
    CAST(e.owner_id AS TEXT) AS new,
    CAST(e.actor_id AS TEXT) AS by,
    e.at
FROM crm_event AS e
JOIN crm_lead AS l ON l.id = e.lead_id
WHERE e.kind IN ('captured', 'assigned') AND e.owner_id IS NOT NULL AND NOT l.is_archived
