-- Every lead that sales was to work: handed over, sales-ready, owned by somebody of sales, or tried. One row each.
-- Most of it stands with the leads; those that were asked about again are told by `pursuing`.
-- `todays`: business seconds of today, for leads that nobody tried yet.
WITH todays AS (
    SELECT m.team, s.seconds_before + greatest(0, seconds_between(s.opens_at, least(m.at, s.closes_at))) AS seconds
    FROM (SELECT n.team, $as_of AS at FROM working_spans AS n GROUP BY n.team) AS m
    ASOF JOIN working_spans AS s ON s.team = m.team AND s.opens_at <= m.at
),
followed AS (
    SELECT j.lead_id, j.acted_at, j.handoff_id, j.received_at, j.tried_at, j.last_tried_at, j.tries, j.tried_channels,
        j.is_reached, j.by_call, j.by_mail, j.by_meeting, j.by_social, j.by_text, j.pursuer_id, j.held_at,
        coalesce(j.tried_at, least(j.limit_at, coalesce(j.closed_at, j.limit_at))) AS until_at,
        j.acted_seconds, j.held_seconds,
        CASE WHEN j.tried_at IS NOT NULL OR coalesce(j.closed_at <= j.limit_at, FALSE) THEN j.until_seconds
            ELSE d.seconds END AS until_seconds,
        j.cutoff_at, j.closed_at, j.exit, j.milestone, j.playbook, j.reached_rank, j.chain_id
    FROM placed AS j
    LEFT JOIN main.reps AS r ON r.rep_id = j.pursuer_id
    LEFT JOIN todays AS d ON d.team = coalesce(r.team, 'inside sales')
    WHERE j.is_settled
    UNION ALL
    SELECT p.lead_id, p.acted_at, p.handoff_id, p.received_at, p.tried_at, p.last_tried_at, p.tries, p.tried_channels,
        p.is_reached, p.by_call, p.by_mail, p.by_meeting, p.by_social, p.by_text, p.pursuer_id, p.held_at,
        p.until_at,
        p.acted_seconds, p.held_seconds, p.until_seconds,
        j.cutoff_at, j.closed_at, j.exit, j.milestone, j.playbook, j.reached_rank, j.chain_id
    FROM pursuing AS p
    JOIN placed AS j ON j.lead_id = p.lead_id
)
SELECT f.lead_id, f.chain_id, f.acted_at, f.acted_at AS dated_at, f.cutoff_at, f.tried_at AS first_at, f.last_tried_at AS last_at,
    f.tries AS attempts, f.tried_channels AS channels, f.is_reached, f.by_call, f.by_mail, f.by_meeting, f.by_social,
    f.by_text, f.tried_at IS NOT NULL AS is_tried, f.pursuer_id AS to_id, f.held_at AS assigned_at,
    CASE WHEN f.received_at IS NOT NULL THEN greatest(f.acted_at, f.received_at) END AS first_assigned_at,
    coalesce(d.pooled_seconds, 0) AS pooled_seconds,
    f.closed_at, d.made_at AS handed_at, d.attempt_due_at, f.handoff_id, d.kind, d.route, d.band, d.reason,
    coalesce(d.playbook, f.playbook) AS playbook,
    CASE WHEN coalesce(f.closed_at, $as_of) <= f.cutoff_at THEN f.exit END AS exit,
    f.milestone = 'won' AND coalesce(f.closed_at, $as_of) <= f.cutoff_at AS is_won,
    f.until_at,
    seconds_between(f.acted_at, f.until_at) AS speed_seconds,
    CAST(f.until_seconds - f.acted_seconds AS BIGINT) AS speed_business_seconds,
    seconds_between(f.held_at, f.until_at) AS response_seconds,
    CAST(f.until_seconds - f.held_seconds AS BIGINT) AS response_business_seconds
FROM followed AS f
LEFT JOIN handoffs AS d ON d.handoff_id = f.handoff_id
WHERE f.reached_rank >= 2 OR f.handoff_id IS NOT NULL OR f.received_at IS NOT NULL OR f.pursuer_id IS NOT NULL
    OR f.tried_at IS NOT NULL
