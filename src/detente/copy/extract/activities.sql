-- One thing a rep did to reach the person. Automated mail is never recorded as an attempt.
SELECT
    e.id AS activity_id,
    e.lead_id,
    e.deal_id,
    l.person_id,
    e.actor_id AS rep_id,
    e.channel,
    e.disposition,
    e.disposition IN ('connected', 'replied', 'held') AS is_conversation,
    e.outcome,
    e.reason,
    e.seconds,
    TRUE AS is_attempt,
    e.at,
    e.recorded_at
FROM crm_event AS e
JOIN crm_lead AS l ON l.id = e.lead_id
WHERE e.kind = 'attempted'
    AND NOT l.is_archived
    AND NOT EXISTS (SELECT 1 FROM crm_event AS r WHERE r.reverses_id = e.id)
