-- A lead given to sales, or passed on within it, with its clock and its one answer.
SELECT
    h.id AS handoff_id,
    h.lead_id,
    h.kind,
    h.by_id AS from_id,
    h.to_id,
    h.made_at,
    h.responded_to_at,
    h.assigned_at,
    h.due_at,
    h.attempt_due_at,
    h.answer,
    h.reason,
    h.answered_at,
    h.answer_seconds,
    h.answer_business_seconds,
    h.route,
    h.is_randomised,
    h.pooled_seconds,
    h.reassignments,
    h.warned_at,
    h.escalated_at,
    h.score,
    h.band,
    h.fit_band,
    h.playbook
FROM crm_handoff AS h
JOIN crm_lead AS l ON l.id = h.lead_id
WHERE NOT l.is_archived
