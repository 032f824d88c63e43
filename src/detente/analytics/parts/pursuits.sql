-- Every lead that sales was to work: handed over, sales-ready, owned by somebody of sales, or tried. One row each.
-- The handoff that speaks for a lead is marketing's first one, else the first that was passed on.
WITH handed AS (
    SELECT w.*
    FROM (
        SELECT t.*, row_number() OVER (
            PARTITION BY t.lead_id ORDER BY CASE t.kind WHEN 'passed' THEN 1 ELSE 0 END, t.made_at, t.handoff_id
        ) AS nth
        FROM handoffs AS t
    ) AS w
    WHERE w.nth = 1
),
-- Owners of sales; whoever no table knows is taken for one. Of all reps, so that a vendor reads the same counts.
receipts AS (
    SELECT a.lead_id, a.at, a.to_id, a.assignment_id AS nth
    FROM assignments AS a
    LEFT JOIN main.reps AS r ON r.rep_id = a.to_id
    WHERE a.to_id IS NOT NULL AND a.at IS NOT NULL
        AND (r.rep_id IS NULL OR r.team = 'sales' OR r.team = 'inside sales')
    UNION ALL
    SELECT d.lead_id, d.assigned_at, d.to_id, 0
    FROM handed AS d
    WHERE d.assigned_at IS NOT NULL
),
first_receipts AS (
    SELECT a.lead_id, min(a.at) AS at
    FROM receipts AS a
    GROUP BY a.lead_id
),
-- The buyer's action that sales answers: the handoff's, else the last response before somebody of sales got the lead.
acts AS (
    SELECT l.lead_id,
        coalesce(min(d.responded_to_at), min(d.made_at), max(t.at), min(l.arrived_at)) AS acted_at
    FROM leads AS l
    LEFT JOIN handed AS d ON d.lead_id = l.lead_id
    LEFT JOIN first_receipts AS a ON a.lead_id = l.lead_id
    LEFT JOIN touches AS t
        ON t.lead_id = l.lead_id AND d.handoff_id IS NULL AND t.at <= a.at AND t.at >= l.arrived_at
    WHERE l.arrived_at IS NOT NULL AND NOT coalesce(l.is_targeted, FALSE)
    GROUP BY l.lead_id
),
windows AS (
    SELECT c.lead_id, c.acted_at,
        coalesce(days_later(c.acted_at, $horizon_days), CAST('9999-12-31' AS TIMESTAMP)) AS cutoff_at
    FROM acts AS c
),
attempts AS (
    SELECT w.lead_id, a.at, a.rep_id, a.channel, coalesce(a.is_conversation, FALSE) AS is_conversation,
        row_number() OVER (PARTITION BY w.lead_id ORDER BY a.at, a.activity_id) AS nth
    FROM windows AS w
    JOIN activities AS a ON a.lead_id = w.lead_id
    WHERE coalesce(a.is_attempt, TRUE) AND a.at >= w.acted_at AND a.at <= least($as_of, w.cutoff_at)
),
tries AS (
    SELECT a.lead_id,
        min(a.at) AS first_at,
        min(a.rep_id) FILTER (WHERE a.nth = 1) AS rep_id,
        max(a.at) AS last_at,
        count(*) AS attempts,
        count(DISTINCT a.channel) AS channels,
        logical_or(a.is_conversation) AS is_reached,
        logical_or(a.channel = 'call') AS by_call,
        logical_or(a.channel = 'mail') AS by_mail,
        logical_or(a.channel = 'meeting') AS by_meeting,
        logical_or(a.channel = 'social') AS by_social,
        logical_or(a.channel = 'text') AS by_text
    FROM attempts AS a
    GROUP BY a.lead_id
),
-- Who had the lead when it was first tried, or has it now, and since when.
holders AS (
    SELECT n.lead_id, n.to_id, n.at
    FROM (
        SELECT a.lead_id, a.to_id, a.at, row_number() OVER (PARTITION BY a.lead_id ORDER BY a.at DESC, a.nth DESC) AS nth
        FROM receipts AS a
        JOIN windows AS w ON w.lead_id = a.lead_id
        LEFT JOIN tries AS t ON t.lead_id = a.lead_id
        WHERE a.at <= coalesce(t.first_at, least($as_of, w.cutoff_at))
    ) AS n
    WHERE n.nth = 1
),
known AS (
    SELECT l.lead_id, w.acted_at, w.acted_at AS dated_at, w.cutoff_at, t.first_at, t.last_at, t.attempts, t.channels,
        t.is_reached, t.by_call, t.by_mail, t.by_meeting, t.by_social, t.by_text,
        t.lead_id IS NOT NULL AS is_tried,
        coalesce(t.rep_id, n.to_id, d.to_id, o.rep_id) AS to_id,
        CASE WHEN n.at IS NOT NULL THEN greatest(w.acted_at, n.at) END AS assigned_at,
        CASE WHEN g.at IS NOT NULL THEN greatest(w.acted_at, g.at) END AS first_assigned_at,
        coalesce(d.pooled_seconds, 0) AS pooled_seconds,
        l.closed_at, d.made_at AS handed_at, d.attempt_due_at, d.handoff_id, d.kind, d.route, d.band, d.reason, coalesce(d.playbook, l.playbook) AS playbook,
        CASE WHEN coalesce(l.closed_at, $as_of) <= w.cutoff_at THEN l.exit END AS exit,
        l.milestone = 'won' AND coalesce(l.closed_at, $as_of) <= w.cutoff_at AS is_won,
        coalesce(t.first_at, least($as_of, w.cutoff_at, coalesce(l.closed_at, w.cutoff_at))) AS until_at
    FROM leads AS l
    JOIN windows AS w ON w.lead_id = l.lead_id
    LEFT JOIN handed AS d ON d.lead_id = l.lead_id
    LEFT JOIN first_receipts AS g ON g.lead_id = l.lead_id
    LEFT JOIN holders AS n ON n.lead_id = l.lead_id
    LEFT JOIN tries AS t ON t.lead_id = l.lead_id
    LEFT JOIN (
        SELECT r.rep_id FROM main.reps AS r WHERE r.team = 'sales' OR r.team = 'inside sales'
    ) AS o ON o.rep_id = l.owner_id
    WHERE l.reached_rank >= 2 OR d.handoff_id IS NOT NULL OR g.lead_id IS NOT NULL OR o.rep_id IS NOT NULL
        OR t.lead_id IS NOT NULL
),
teamed AS (
    SELECT k.*, coalesce(r.team, 'inside sales') AS team
    FROM known AS k
    LEFT JOIN main.reps AS r ON r.rep_id = k.to_id
),
-- Business seconds of an instant: those of the last span that opened before it, and what passed of it.
clocked AS (
    SELECT k.*,
        a.seconds_before + greatest(0, seconds_between(a.opens_at, least(k.acted_at, a.closes_at))) AS acted_seconds,
        s.seconds_before + greatest(0, seconds_between(s.opens_at, least(k.assigned_at, s.closes_at)))
            AS assigned_seconds,
        u.seconds_before + greatest(0, seconds_between(u.opens_at, least(k.until_at, u.closes_at))) AS until_seconds
    FROM teamed AS k
    ASOF LEFT JOIN working_spans AS a ON a.team = k.team AND a.opens_at <= k.acted_at
    ASOF LEFT JOIN working_spans AS s ON s.team = k.team AND s.opens_at <= k.assigned_at
    ASOF LEFT JOIN working_spans AS u ON u.team = k.team AND u.opens_at <= k.until_at
)
SELECT c.*,
    seconds_between(c.acted_at, c.until_at) AS speed_seconds,
    CAST(c.until_seconds - c.acted_seconds AS BIGINT) AS speed_business_seconds,
    seconds_between(c.assigned_at, c.until_at) AS response_seconds,
    CAST(c.until_seconds - c.assigned_seconds AS BIGINT) AS response_business_seconds
FROM clocked AS c
