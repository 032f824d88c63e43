-- Each lead that sales was to work, how soon and how often it was tried, and where trying stopped.
WITH timed AS (
    SELECT p.lead_id, p.group_key, p.to_id, p.is_tried, p.attempts, p.channels, p.exit, p.is_won, p.acted_at,
        p.first_at, p.attempt_due_at, p.pooled_seconds, p.assigned_at,
        coalesce(p.handed_at, p.first_assigned_at) AS given_at,
        coalesce(p.is_reached, FALSE) AS is_reached,
        coalesce(p.by_call, FALSE) AS by_call, coalesce(p.by_mail, FALSE) AS by_mail,
        coalesce(p.by_meeting, FALSE) AS by_meeting, coalesce(p.by_social, FALSE) AS by_social,
        coalesce(p.by_text, FALSE) AS by_text,
        least($as_of, p.cutoff_at) AS seen_at,
        p.is_tried AND p.exit IS NULL AND NOT p.is_won
            AND coalesce(days_between(p.last_at, least($as_of, p.cutoff_at)) >= 14, FALSE) AS is_left,
        coalesce(p.response_business_seconds, p.response_seconds) AS prompt_seconds
    FROM pursued AS p
),
counted AS (
    SELECT t.lead_id, t.group_key, t.to_id,
        TRUE AS leads,
        t.is_tried AS tried,
        NOT t.is_tried AND coalesce(t.exit, '') <> 'rejected' AND coalesce(t.exit, '') <> 'joined' AND NOT t.is_won
            AS untried,
        NOT t.is_tried AND coalesce(t.exit, '') <> 'rejected' AND coalesce(t.exit, '') <> 'joined' AND NOT t.is_won
            AND days_between(t.acted_at, t.seen_at) >= 7 AS unworked,
        NOT t.is_tried AND coalesce(t.exit, '') <> 'rejected' AND coalesce(t.exit, '') <> 'joined' AND NOT t.is_won
            AND days_between(t.acted_at, t.seen_at) < 7 AS waiting,
        NOT t.is_tried AND coalesce(t.exit = 'rejected' OR t.exit = 'joined', FALSE) AS refused,
        days_between(t.acted_at, t.seen_at) >= 7 AND NOT (NOT t.is_tried AND (coalesce(t.exit = 'rejected'
            OR t.exit = 'joined', FALSE) OR t.is_won)) AS due,
        days_between(t.acted_at, t.seen_at) >= 7 AND t.is_tried AS due_tried,
        t.attempt_due_at IS NOT NULL AND (t.is_tried OR t.attempt_due_at < t.seen_at)
            AND NOT (NOT t.is_tried AND coalesce(t.exit = 'rejected' OR t.exit = 'joined', FALSE)) AS sla,
        coalesce(t.first_at <= t.attempt_due_at, FALSE) AS in_sla,
        t.assigned_at IS NOT NULL AND (t.is_tried OR days_between(t.assigned_at, t.seen_at) >= 1)
            AND NOT (NOT t.is_tried AND coalesce(t.exit = 'rejected' OR t.exit = 'joined', FALSE)) AS answerable,
        t.is_tried AND coalesce(t.prompt_seconds <= 3600, FALSE) AS prompt,
        t.is_tried AND t.is_reached AS reached,
        t.is_tried AND t.channels >= 2 AS multichannel,
        t.by_call, t.by_mail, t.by_meeting, t.by_social, t.by_text,
        t.is_tried AND NOT t.is_reached AND (coalesce(t.exit = 'unreached' OR t.exit = 'recycled', FALSE) OR t.is_left) AS given_up,
        t.is_left AND NOT t.is_reached AS left_open,
        t.is_tried AND NOT t.is_reached AND (coalesce(t.exit = 'unreached' OR t.exit = 'recycled', FALSE) OR t.is_left)
            AND t.attempts = 1 AS given_up_1,
        t.is_tried AND NOT t.is_reached AND (coalesce(t.exit = 'unreached' OR t.exit = 'recycled', FALSE) OR t.is_left)
            AND t.attempts = 2 AS given_up_2,
        t.is_tried AND NOT t.is_reached AND (coalesce(t.exit = 'unreached' OR t.exit = 'recycled', FALSE) OR t.is_left)
            AND t.attempts = 3 AS given_up_3,
        t.is_tried AND NOT t.is_reached AND (coalesce(t.exit = 'unreached' OR t.exit = 'recycled', FALSE) OR t.is_left)
            AND t.attempts BETWEEN 4 AND 5 AS given_up_4,
        t.is_tried AND NOT t.is_reached AND (coalesce(t.exit = 'unreached' OR t.exit = 'recycled', FALSE) OR t.is_left)
            AND t.attempts >= 6 AS given_up_6,
        t.pooled_seconds > 0 AS pooled,
        t.is_tried AND t.given_at IS NOT NULL AND t.given_at <= t.first_at AS delayed,
        t.attempts,
        greatest(0, seconds_between(t.acted_at, t.given_at)) AS given_seconds,
        greatest(0, seconds_between(greatest(t.acted_at, t.given_at), t.first_at)) AS waited_seconds,
        t.pooled_seconds
    FROM timed AS t
)
-- Delay: from the buyer's action until it was given, in the pool, and what is left of the time to the first attempt.
SELECT e.group_key,
    CASE WHEN min(e.to_id) = max(e.to_id) THEN min(e.to_id) END AS rep_id,
    count(*) AS leads,
    count(*) FILTER (WHERE e.tried) AS tried,
    count(*) FILTER (WHERE e.untried) AS untried,
    count(*) FILTER (WHERE e.unworked) AS unworked,
    count(*) FILTER (WHERE e.waiting) AS waiting,
    count(*) FILTER (WHERE e.refused) AS refused,
    count(*) FILTER (WHERE e.due) AS due,
    count(*) FILTER (WHERE e.due_tried) AS due_tried,
    count(*) FILTER (WHERE e.sla) AS sla,
    count(*) FILTER (WHERE e.in_sla) AS in_sla,
    count(*) FILTER (WHERE e.answerable) AS answerable,
    count(*) FILTER (WHERE e.prompt) AS prompt,
    count(*) FILTER (WHERE e.reached) AS reached,
    count(*) FILTER (WHERE e.multichannel) AS multichannel,
    count(*) FILTER (WHERE e.by_call) AS by_call,
    count(*) FILTER (WHERE e.by_mail) AS by_mail,
    count(*) FILTER (WHERE e.by_meeting) AS by_meeting,
    count(*) FILTER (WHERE e.by_social) AS by_social,
    count(*) FILTER (WHERE e.by_text) AS by_text,
    count(*) FILTER (WHERE e.given_up) AS given_up,
    count(*) FILTER (WHERE e.left_open) AS left_open,
    count(*) FILTER (WHERE e.given_up_1) AS given_up_1,
    count(*) FILTER (WHERE e.given_up_2) AS given_up_2,
    count(*) FILTER (WHERE e.given_up_3) AS given_up_3,
    count(*) FILTER (WHERE e.given_up_4) AS given_up_4,
    count(*) FILTER (WHERE e.given_up_6) AS given_up_6,
    count(*) FILTER (WHERE e.pooled) AS pooled,
    count(*) FILTER (WHERE e.delayed) AS delayed,
    CAST(coalesce(sum(e.attempts), 0) AS BIGINT) AS attempts,
    CAST(sum(CASE WHEN e.delayed THEN e.given_seconds END) AS BIGINT) AS system_sum,
    CAST(sum(CASE WHEN e.delayed THEN least(e.pooled_seconds, e.waited_seconds) END) AS BIGINT) AS capacity_sum,
    CAST(sum(CASE WHEN e.delayed THEN e.waited_seconds - least(e.pooled_seconds, e.waited_seconds) END) AS BIGINT)
        AS human_sum
FROM counted AS e
GROUP BY e.group_key
