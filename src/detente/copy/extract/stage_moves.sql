-- A lead entered a stage or an exit; a move into the stage where it stood already is none.
SELECT
    e.id AS move_id,
    e.lead_id,
    e.at,
    e.recorded_at,
    e.from_stage,
    e.to_stage,
    m.milestone,
    s.milestone AS from_milestone,
    e.reason,
    e.actor_id AS by_id,
    e.kind = 'backfilled' AS is_backfill
FROM crm_event AS e
JOIN crm_lead AS l ON l.id = e.lead_id
LEFT JOIN agreed AS m ON m.playbook = e.playbook AND m.stage = e.to_stage
LEFT JOIN agreed AS s ON s.playbook = e.playbook AND s.stage = e.from_stage
WHERE e.kind IN (
        'captured', 'moved', 'backfilled', 'ended', 'reopened', 'deal_opened', 'deal_linked', 'deal_moved',
        'deal_won', 'deal_lost', 'deal_reopened', 'deal_joined'
    )
    AND (e.from_stage IS NULL OR e.from_stage <> e.to_stage)
    AND NOT l.is_archived
