-- How sales went after each of the leads `asked`: the buyer's action, who had the lead, and every attempt since.
-- Worked out once for all leads with no end in sight, and in a question for those whose view ends earlier.
-- The handoff that speaks for a lead is marketing's first one, else the first that was passed on.
WITH handed AS (
    SELECT w.*
    FROM (
        SELECT t.lead_id, t.handoff_id, t.to_id, t.made_at, t.responded_to_at, t.assigned_at, row_number() OVER (
            PARTITION BY t.lead_id ORDER BY CASE t.kind WHEN 'passed' THEN 1 ELSE 0 END, t.made_at, t.handoff_id
        ) AS nth
        FROM handoffs AS t
        WHERE t.lead_id IN (SELECT l.lead_id FROM asked AS l)
    ) AS w
    WHERE w.nth = 1
),
-- Owners of sales; whoever no table knows is taken for one. Of all reps, so that a vendor reads the same counts.
receipts AS (
    SELECT a.lead_id, a.at, a.to_id, a.assignment_id AS nth
    FROM assignments AS a
    LEFT JOIN main.reps AS r ON r.rep_id = a.to_id
    WHERE a.to_id IS NOT NULL AND a.at IS NOT NULL AND a.lead_id IN (SELECT l.lead_id FROM asked AS l)
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
-- The last response before somebody of sales got the lead, where no handoff says what sales answers.
responses AS (
    SELECT l.lead_id, max(t.at) AS at
    FROM asked AS l
    JOIN first_receipts AS a ON a.lead_id = l.lead_id
    JOIN touches AS t ON t.lead_id = l.lead_id AND t.at <= a.at AND t.at >= l.arrived_at
    GROUP BY l.lead_id
),
acts AS (
    SELECT l.lead_id, l.owner_id, l.closed_at, d.handoff_id, d.to_id AS handed_to_id, a.at AS received_at,
        CASE WHEN d.handoff_id IS NULL THEN coalesce(t.at, l.arrived_at)
            ELSE coalesce(d.responded_to_at, d.made_at, l.arrived_at) END AS acted_at
    FROM asked AS l
    LEFT JOIN handed AS d ON d.lead_id = l.lead_id
    LEFT JOIN first_receipts AS a ON a.lead_id = l.lead_id
    LEFT JOIN responses AS t ON t.lead_id = l.lead_id
    WHERE l.arrived_at IS NOT NULL AND NOT coalesce(l.is_targeted, FALSE)
),
windows AS (
    SELECT c.*,
        least($as_of, coalesce(days_later(c.acted_at, $horizon_days), CAST('9999-12-31' AS TIMESTAMP))) AS limit_at
    FROM acts AS c
),
attempts AS (
    SELECT w.lead_id, a.at, a.activity_id, a.rep_id, a.channel, coalesce(a.is_conversation, FALSE) AS is_conversation
    FROM windows AS w
    JOIN activities AS a ON a.lead_id = w.lead_id
    WHERE coalesce(a.is_attempt, TRUE) AND a.at >= w.acted_at AND a.at <= w.limit_at
),
counts AS (
    SELECT a.lead_id,
        min(a.at) AS first_at,
        max(a.at) AS last_at,
        count(*) AS attempts,
        count(DISTINCT a.channel) AS channels,
        bool_or(a.is_conversation) AS is_reached,
        bool_or(a.channel = 'call') AS by_call,
        bool_or(a.channel = 'mail') AS by_mail,
        bool_or(a.channel = 'meeting') AS by_meeting,
        bool_or(a.channel = 'social') AS by_social,
        bool_or(a.channel = 'text') AS by_text
    FROM attempts AS a
    GROUP BY a.lead_id
),
-- Of attempts at the same instant the one that was written first.
firsts AS (
    SELECT a.lead_id, arg_min_null(a.rep_id, a.activity_id) AS rep_id
    FROM attempts AS a
    JOIN counts AS t ON t.lead_id = a.lead_id AND t.first_at = a.at
    GROUP BY a.lead_id
),
tries AS (
    SELECT t.*, f.rep_id
    FROM counts AS t
    JOIN firsts AS f ON f.lead_id = t.lead_id
),
-- Who had the lead when it was first tried, or has it now, and since when.
holders AS (
    SELECT n.lead_id, n.to_id, n.at
    FROM (
        SELECT a.lead_id, a.to_id, a.at, row_number() OVER (PARTITION BY a.lead_id ORDER BY a.at DESC, a.nth DESC) AS nth
        FROM receipts AS a
        JOIN windows AS w ON w.lead_id = a.lead_id
        LEFT JOIN tries AS t ON t.lead_id = a.lead_id
        WHERE a.at <= coalesce(t.first_at, w.limit_at)
    ) AS n
    WHERE n.nth = 1
),
known AS (
    SELECT w.lead_id, w.acted_at, w.handoff_id, w.received_at, t.first_at AS tried_at, t.last_at AS last_tried_at,
        coalesce(t.attempts, 0) AS tries, coalesce(t.channels, 0) AS tried_channels,
        coalesce(t.is_reached, FALSE) AS is_reached, coalesce(t.by_call, FALSE) AS by_call,
        coalesce(t.by_mail, FALSE) AS by_mail, coalesce(t.by_meeting, FALSE) AS by_meeting,
        coalesce(t.by_social, FALSE) AS by_social, coalesce(t.by_text, FALSE) AS by_text,
        coalesce(t.rep_id, n.to_id, w.handed_to_id, o.rep_id) AS pursuer_id,
        CASE WHEN n.at IS NOT NULL THEN greatest(w.acted_at, n.at) END AS held_at,
        coalesce(t.first_at, least(w.limit_at, coalesce(w.closed_at, w.limit_at))) AS until_at
    FROM windows AS w
    LEFT JOIN holders AS n ON n.lead_id = w.lead_id
    LEFT JOIN tries AS t ON t.lead_id = w.lead_id
    LEFT JOIN (
        SELECT r.rep_id FROM main.reps AS r WHERE r.team = 'sales' OR r.team = 'inside sales'
    ) AS o ON o.rep_id = w.owner_id
),
teamed AS (
    SELECT k.*, coalesce(r.team, 'inside sales') AS team
    FROM known AS k
    LEFT JOIN main.reps AS r ON r.rep_id = k.pursuer_id
)
-- Business seconds of an instant: those of the last span that opened before it, and what passed of it.
SELECT k.*,
    a.seconds_before + greatest(0, seconds_between(a.opens_at, least(k.acted_at, a.closes_at))) AS acted_seconds,
    s.seconds_before + greatest(0, seconds_between(s.opens_at, least(k.held_at, s.closes_at))) AS held_seconds,
    u.seconds_before + greatest(0, seconds_between(u.opens_at, least(k.until_at, u.closes_at))) AS until_seconds
FROM teamed AS k
ASOF LEFT JOIN working_spans AS a ON a.team = k.team AND a.opens_at <= k.acted_at
ASOF LEFT JOIN working_spans AS s ON s.team = k.team AND s.opens_at <= k.held_at
ASOF LEFT JOIN working_spans AS u ON u.team = k.team AND u.opens_at <= k.until_at
