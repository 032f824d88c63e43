-- Each stage that a lead stood in: how long, and where the lead went from there or ended.
WITH counted AS (
    SELECT s.lead_id, s.group_key, s.stage, s.milestone, s.outcome, s.days, s.expected_days,
        TRUE AS leads,
        s.outcome = 'still' AS still,
        s.outcome = 'onward' AS onward,
        s.outcome = 'back' AS back,
        s.outcome = 'rejected' OR s.outcome = 'disqualified' OR s.outcome = 'unreached' OR s.outcome = 'recycled'
            OR s.outcome = 'lost' AS ended,
        s.outcome = 'rejected' AS rejected,
        s.outcome = 'disqualified' AS disqualified,
        s.outcome = 'unreached' AS unreached,
        s.outcome = 'recycled' AS recycled,
        s.outcome = 'lost' AS lost,
        s.outcome = 'joined' AS joined,
        s.is_mature AND s.outcome <> 'joined' AS mature,
        s.is_mature AND (s.outcome = 'rejected' OR s.outcome = 'disqualified' OR s.outcome = 'unreached'
            OR s.outcome = 'recycled' OR s.outcome = 'lost') AS mature_ended,
        NOT s.is_mature AND s.outcome <> 'joined' AS young,
        NOT s.is_mature AND (s.outcome = 'rejected' OR s.outcome = 'disqualified' OR s.outcome = 'unreached'
            OR s.outcome = 'recycled' OR s.outcome = 'lost') AS young_ended,
        s.is_last AND s.outcome <> 'joined' AS stood_last,
        s.is_mature AND s.is_last AND s.outcome <> 'joined' AS mature_last,
        s.days IS NULL AS untimed,
        s.days IS NOT NULL AND s.expected_days IS NOT NULL AND s.outcome <> 'joined'
            AND (s.outcome <> 'still' OR s.days > s.expected_days) AS due,
        s.outcome <> 'joined' AND coalesce(s.days > s.expected_days, FALSE) AS over,
        s.outcome = 'still' AND coalesce(s.days > s.expected_days, FALSE) AS over_now,
        s.moved_back,
        s.visits > 1 AS revisited
    FROM stays AS s
),
-- How long, in tenths of a day; who stands there still, or was joined to another lead, left it not by itself.
waits AS (
    SELECT c.group_key, c.stage, NOT c.still AND NOT c.joined AS happened, CAST(c.days * 10 AS BIGINT) AS tenths,
        count(*) AS leads
    FROM counted AS c
    WHERE c.days IS NOT NULL
    GROUP BY c.group_key, c.stage, NOT c.still AND NOT c.joined, CAST(c.days * 10 AS BIGINT)
),
told AS (
    SELECT CAST(NULL AS VARCHAR) AS beside, e.group_key, e.stage, FALSE AS happened, CAST(0 AS BIGINT) AS tenths,
        min(e.milestone) AS milestone,
        count(*) AS leads,
        count(*) FILTER (WHERE e.still) AS still,
        count(*) FILTER (WHERE e.onward) AS onward,
        count(*) FILTER (WHERE e.back) AS back,
        count(*) FILTER (WHERE e.ended) AS ended,
        count(*) FILTER (WHERE e.rejected) AS rejected,
        count(*) FILTER (WHERE e.disqualified) AS disqualified,
        count(*) FILTER (WHERE e.unreached) AS unreached,
        count(*) FILTER (WHERE e.recycled) AS recycled,
        count(*) FILTER (WHERE e.lost) AS lost,
        count(*) FILTER (WHERE e.joined) AS joined,
        count(*) FILTER (WHERE e.mature) AS mature,
        count(*) FILTER (WHERE e.mature_ended) AS mature_ended,
        count(*) FILTER (WHERE e.young) AS young,
        count(*) FILTER (WHERE e.young_ended) AS young_ended,
        count(*) FILTER (WHERE e.stood_last) AS stood_last,
        count(*) FILTER (WHERE e.mature_last) AS mature_last,
        count(*) FILTER (WHERE e.untimed) AS untimed,
        count(*) FILTER (WHERE e.due) AS due,
        count(*) FILTER (WHERE e.over) AS over,
        count(*) FILTER (WHERE e.over_now) AS over_now,
        count(*) FILTER (WHERE e.moved_back) AS moved_back,
        count(*) FILTER (WHERE e.revisited) AS revisited,
        min(e.expected_days) AS expected_least,
        max(e.expected_days) AS expected_most
    FROM counted AS e
    GROUP BY e.group_key, e.stage
    UNION ALL
    SELECT 'waits' AS beside, w.group_key, w.stage, w.happened, w.tenths, NULL, w.leads,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, NULL, NULL
    FROM waits AS w
)
SELECT t.beside, t.group_key, t.stage, t.happened, t.tenths, t.milestone, t.leads, t.still, t.onward, t.back,
    t.ended, t.rejected, t.disqualified, t.unreached, t.recycled, t.lost, t.joined, t.mature, t.mature_ended,
    t.young, t.young_ended, t.stood_last, t.mature_last, t.untimed, t.due, t.over, t.over_now, t.moved_back,
    t.revisited, t.expected_least, t.expected_most
FROM told AS t
