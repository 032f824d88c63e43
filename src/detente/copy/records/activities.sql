-- What reps tried and wrote down, and what buyers did of themselves. An import keeps a call whose result nobody told as a note.
SELECT
    CAST(e.id AS TEXT) AS activity,
    1 AS file_no,
    e.id AS row_no,
    CAST(e.lead_id AS TEXT) AS lead,
    CAST(l.person_id AS TEXT) AS person,
    CAST(l.account_id AS TEXT) AS account,
    CAST(e.deal_id AS TEXT) AS deal,
    CAST(e.actor_id AS TEXT) AS owner,
    CASE
        WHEN e.kind = 'touched' THEN 'message'
        WHEN e.kind = 'noted' THEN CASE WHEN w.words ->> 'note' = 'call' OR substr(w.words ->> 'note', 1, 6) = 'call: ' THEN 'call' ELSE 'note' END
        WHEN e.channel IN ('call', 'mail', 'meeting') THEN e.channel
        ELSE 'message'
    END AS kind,
    coalesce(e.disposition, e.code) AS outcome,
    TRUE AS is_done,
    e.kind = 'touched' AS is_inbound,
    e.at,
    e.recorded_at AS created_at
FROM crm_event AS e
JOIN crm_lead AS l ON l.id = e.lead_id
LEFT JOIN crm_event_detail AS w ON w.event_id = e.id AND e.kind = 'noted'
WHERE e.kind IN ('attempted', 'touched', 'noted')
    AND NOT l.is_archived
    AND NOT EXISTS (SELECT 1 FROM crm_event AS r WHERE r.reverses_id = e.id)
