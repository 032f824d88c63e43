-- Each handoff made in the period, its answer until the cutoff, and whether its lead came back to marketing.
WITH sides AS (
    SELECT r.playbook, r.exit, r.reason, min(r.side) AS side, min(r.group_name) AS group_name
    FROM reasons AS r
    GROUP BY r.playbook, r.exit, r.reason
),
-- A lead that was recycled while it waited for an answer came back with a reason of another exit, or of a later version.
any_sides AS (
    SELECT n.reason, n.side
    FROM (
        SELECT r.reason, r.side, row_number() OVER (PARTITION BY r.reason ORDER BY r.playbook DESC, r.exit) AS nth
        FROM reasons AS r
    ) AS n
    WHERE n.nth = 1
),
told AS (
    SELECT h.handoff_id, h.group_key, h.to_id, h.kind, h.due_at, h.back_as, h.is_randomised, h.pooled_seconds,
        h.reassignments, h.escalated_at, h.answer_seconds, h.answer_business_seconds,
        least($as_of, h.cutoff_at) AS seen_at, h.answered_at,
        CASE WHEN coalesce(h.answered_at, $as_of) <= h.cutoff_at THEN h.answer END AS answer,
        CASE WHEN s.reason IS NULL THEN a.side ELSE s.side END AS side, s.group_name
    FROM handovers AS h
    LEFT JOIN sides AS s ON s.playbook = h.playbook AND s.exit = h.back_as AND s.reason = h.back_reason
    LEFT JOIN any_sides AS a ON a.reason = h.back_reason
),
counted AS (
    SELECT t.handoff_id, t.group_key, t.to_id,
        TRUE AS handoffs,
        t.kind = 'passed' AS passed,
        t.answer IS NOT NULL AND t.answer <> 'withdrawn' AS answered,
        coalesce(t.answer = 'accepted', FALSE) AS accepted,
        coalesce(t.answer = 'rejected', FALSE) AS rejected,
        coalesce(t.answer = 'withdrawn', FALSE) AS withdrawn,
        t.answer IS NULL AND coalesce(t.due_at < t.seen_at, FALSE) AS unanswered,
        t.answer IS NULL AND NOT coalesce(t.due_at < t.seen_at, FALSE) AS pending,
        t.due_at IS NOT NULL AND coalesce(t.answer, '') <> 'withdrawn'
            AND (t.answer IS NOT NULL OR t.due_at < t.seen_at) AS timed,
        coalesce(t.answer IN ('accepted', 'rejected') AND t.answered_at <= t.due_at, FALSE) AS in_time,
        t.answer = 'rejected' AND coalesce(t.group_name = 'procedural', FALSE) AS procedural,
        t.answer = 'rejected' AND coalesce(t.group_name = 'clerical', FALSE) AS clerical,
        t.answer = 'rejected' AND coalesce(t.group_name = 'definitional', FALSE) AS definitional,
        t.kind = 'handed_over' AND t.back_as IS NOT NULL AS came_back,
        t.kind = 'handed_over' AND coalesce(t.answer IN ('accepted', 'rejected'), FALSE) AS owed,
        t.kind = 'handed_over' AND coalesce(t.back_as = 'recycled', FALSE) AS recycled,
        t.kind = 'handed_over' AND t.back_as IS NOT NULL AND coalesce(t.side = 'quality', FALSE) AS back_for_quality,
        t.kind = 'handed_over' AND t.back_as IS NOT NULL AND coalesce(t.side = 'sales', FALSE) AS back_for_sales,
        t.kind = 'handed_over' AND t.back_as IS NOT NULL
            AND NOT coalesce(t.side = 'quality' OR t.side = 'sales', FALSE) AS back_for_unknown,
        coalesce(t.pooled_seconds, 0) > 0 AS pooled,
        coalesce(t.reassignments, 0) > 0 AS reassigned,
        t.escalated_at IS NOT NULL AS escalated,
        coalesce(t.is_randomised, FALSE) AS randomised,
        CASE WHEN t.answer IN ('accepted', 'rejected') THEN t.answer_seconds END AS answer_seconds,
        CASE WHEN t.answer IN ('accepted', 'rejected') THEN t.answer_business_seconds END AS answer_business_seconds
    FROM told AS t
)
SELECT e.group_key,
    CASE WHEN min(e.to_id) = max(e.to_id) THEN min(e.to_id) END AS rep_id,
    count(*) AS handoffs,
    count(*) FILTER (WHERE e.passed) AS passed,
    count(*) FILTER (WHERE e.answered) AS answered,
    count(*) FILTER (WHERE e.accepted) AS accepted,
    count(*) FILTER (WHERE e.rejected) AS rejected,
    count(*) FILTER (WHERE e.withdrawn) AS withdrawn,
    count(*) FILTER (WHERE e.unanswered) AS unanswered,
    count(*) FILTER (WHERE e.pending) AS pending,
    count(*) FILTER (WHERE e.timed) AS timed,
    count(*) FILTER (WHERE e.in_time) AS in_time,
    count(*) FILTER (WHERE e.procedural) AS procedural,
    count(*) FILTER (WHERE e.clerical) AS clerical,
    count(*) FILTER (WHERE e.definitional) AS definitional,
    count(*) FILTER (WHERE e.came_back) AS came_back,
    count(*) FILTER (WHERE e.owed) AS owed,
    count(*) FILTER (WHERE e.recycled) AS recycled,
    count(*) FILTER (WHERE e.back_for_quality) AS back_for_quality,
    count(*) FILTER (WHERE e.back_for_sales) AS back_for_sales,
    count(*) FILTER (WHERE e.back_for_unknown) AS back_for_unknown,
    count(*) FILTER (WHERE e.pooled) AS pooled,
    count(*) FILTER (WHERE e.reassigned) AS reassigned,
    count(*) FILTER (WHERE e.escalated) AS escalated,
    count(*) FILTER (WHERE e.randomised) AS randomised,
    quantile_exact(e.answer_seconds, 0.5) AS answer_seconds,
    quantile_exact(e.answer_business_seconds, 0.5) AS answer_business_seconds
FROM counted AS e
GROUP BY e.group_key
