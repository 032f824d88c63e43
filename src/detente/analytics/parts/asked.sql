-- Leads of which a question must look again at how sales went after them: its view of them ends, by the horizon or
-- because it is dated later than the question, before what stands with them (see pursuing.sql).
WITH viewed AS (
    SELECT l.lead_id, l.acted_at, l.handoff_id, l.received_at, l.tried_at, l.last_tried_at, l.tries, l.tried_channels,
        l.is_reached, l.by_call, l.by_mail, l.by_meeting, l.by_social, l.by_text, l.pursuer_id, l.held_at,
        l.acted_seconds, l.held_seconds, l.until_seconds, coalesce(l.first_lead_id, l.lead_id) AS chain_id,
        l.closed_at, l.exit, l.milestone, l.playbook, l.reached_rank, l.arrived_at, l.is_targeted, l.owner_id,
        least($as_of, CASE WHEN $has_horizon THEN days_later(l.acted_at, $horizon_days) ELSE $as_of END) AS limit_at,
        CASE WHEN $has_horizon THEN days_later(l.acted_at, $horizon_days) ELSE CAST('9999-12-31' AS TIMESTAMP) END
            AS cutoff_at
    FROM leads AS l
    WHERE l.acted_at IS NOT NULL
),
placed AS (
    SELECT w.*,
        coalesce(greatest(w.last_tried_at, w.held_at) <= w.limit_at, TRUE)
            AND (w.tried_at IS NOT NULL OR w.limit_at >= $as_of OR coalesce(w.closed_at <= w.limit_at, FALSE))
            AS is_settled
    FROM viewed AS w
)
SELECT j.lead_id, j.arrived_at, j.is_targeted, j.owner_id, j.closed_at
FROM placed AS j
WHERE NOT j.is_settled
