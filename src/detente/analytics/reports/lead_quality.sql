-- What is wrong with the data of a lead, by kind; what was mended, or is no fault of the lead's data, is left out.
WITH flaws AS (
    SELECT k.lead_id,
        logical_or(d.kind = 'email_invalid') AS email_invalid,
        logical_or(d.kind = 'phone_invalid') AS phone_invalid,
        logical_or(d.kind = 'bounced') AS bounced,
        logical_or(d.kind = 'wrong_number') AS wrong_number,
        logical_or(d.kind = 'left_company') AS left_company,
        logical_or(d.kind = 'duplicate') AS duplicate,
        logical_or(d.kind NOT IN ('email_invalid', 'phone_invalid', 'bounced', 'wrong_number', 'left_company', 'duplicate'))
            AS other_defect
    FROM links AS k
    JOIN defects AS d ON d.lead_id = k.link_id
    WHERE d.cleared_at IS NULL AND coalesce(d.kind, '') <> 'won_before_arrival' AND coalesce(d.at, $as_of) <= k.cutoff_at
    GROUP BY k.lead_id
),
-- What the won deals of a lead are worth, each counted with its primary lead.
returned AS (
    SELECT k.link_id, k.lead_id
    FROM links AS k
    WHERE k.link_id <> k.lead_id
),
ends AS (
    SELECT c.lead_id, c.cutoff_at
    FROM cohort AS c
    WHERE $horizon_days IS NOT NULL
),
worth AS (
    SELECT coalesce(r.lead_id, d.lead_id) AS lead_id,
        sum(coalesce(d.base_minor, CASE WHEN d.currency IS NULL OR d.currency = $currency THEN d.amount_minor END))
            AS value_minor
    FROM deals AS d
    LEFT JOIN returned AS r ON r.link_id = d.lead_id
    LEFT JOIN ends AS e ON e.lead_id = coalesce(r.lead_id, d.lead_id)
    WHERE d.status = 'won' AND ($horizon_days IS NULL OR coalesce(d.closed_at, $as_of) <= e.cutoff_at)
    GROUP BY coalesce(r.lead_id, d.lead_id)
),
each_lead AS (
    SELECT s.lead_id, s.group_key, s.reached_rank, s.place, s.won, s.is_open, s.is_mature, s.truncated, s.returned,
        s.won_before_arrival, f.lead_id IS NOT NULL AS defective,
        coalesce(f.email_invalid, FALSE) AS email_invalid,
        coalesce(f.phone_invalid, FALSE) AS phone_invalid,
        coalesce(f.bounced, FALSE) AS bounced,
        coalesce(f.wrong_number, FALSE) AS wrong_number,
        coalesce(f.left_company, FALSE) AS left_company,
        coalesce(f.duplicate, FALSE) AS duplicate,
        coalesce(f.other_defect, FALSE) AS other_defect,
        k.lead_id IS NOT NULL AS costed,
        s.won AND w.value_minor IS NULL AS without_value,
        CASE WHEN s.won THEN w.value_minor END AS value_minor,
        k.cost_minor
    FROM standing AS s
    LEFT JOIN flaws AS f ON f.lead_id = s.lead_id
    LEFT JOIN worth AS w ON w.lead_id = s.lead_id
    LEFT JOIN lead_costs AS k ON k.lead_id = s.lead_id
),
-- Leads that are alike in all that is counted stand together; opened into leads, each stands alone (see `compiling`).
alike AS (
    SELECT min(l.lead_id) AS lead_id, count(*) AS number, CAST(sum(l.value_minor) AS BIGINT) AS value_minor,
        CAST(sum(l.cost_minor) AS BIGINT) AS cost_minor,
        l.group_key, l.reached_rank, l.place, l.won, l.is_open, l.is_mature, l.truncated, l.returned,
        l.won_before_arrival, l.defective, l.email_invalid, l.phone_invalid, l.bounced, l.wrong_number,
        l.left_company, l.duplicate, l.other_defect, l.costed, l.without_value
    FROM each_lead AS l
    GROUP BY l.group_key, l.reached_rank, l.place, l.won, l.is_open, l.is_mature, l.truncated, l.returned,
        l.won_before_arrival, l.defective, l.email_invalid, l.phone_invalid, l.bounced, l.wrong_number,
        l.left_company, l.duplicate, l.other_defect, l.costed, l.without_value
),
counted AS (
    SELECT a.lead_id, a.group_key, a.number,
        TRUE AS leads,
        a.reached_rank >= 2 AS mql,
        a.reached_rank >= 3 AS sal,
        a.reached_rank >= 3 OR a.place = 'rejected' AND (a.reached_rank >= 2 OR NOT $is_handing_recorded) AS answered,
        a.reached_rank >= 4 AS sql,
        a.won,
        a.is_mature AS mature,
        NOT a.is_mature AND a.is_open AS immature,
        a.truncated,
        a.is_mature AND NOT a.truncated AS judged,
        a.is_mature AND NOT a.truncated AND a.reached_rank >= 4 AS judged_sql,
        a.is_mature AND NOT a.truncated AND a.won AS judged_won,
        a.is_mature AND NOT a.truncated AND a.defective AS judged_defective,
        a.defective, a.email_invalid, a.phone_invalid, a.bounced, a.wrong_number, a.left_company, a.duplicate,
        a.other_defect, a.costed,
        a.costed AND a.reached_rank >= 3 AS costed_sal,
        a.costed AND a.reached_rank >= 4 AS costed_sql,
        a.costed AND a.won AS costed_won,
        a.without_value AS won_without_value,
        a.won_before_arrival, a.returned, a.value_minor, a.cost_minor
    FROM alike AS a
),
-- A cost for which no lead arrived stands in a row all the same: money was spent there.
lines AS (
    SELECT c.group_key, c.number, c.leads, c.mql, c.sal, c.answered, c.sql, c.won, c.mature, c.immature, c.truncated, c.judged,
        c.judged_sql, c.judged_won, c.judged_defective, c.defective, c.email_invalid, c.phone_invalid, c.bounced,
        c.wrong_number, c.left_company, c.duplicate, c.other_defect, c.costed, c.costed_sal, c.costed_sql, c.costed_won,
        c.won_without_value, c.won_before_arrival, c.returned, c.value_minor, c.cost_minor
    FROM counted AS c
    UNION ALL
    SELECT i.group_key, 0, FALSE, FALSE, FALSE, FALSE, FALSE, FALSE, FALSE, FALSE, FALSE, FALSE,
        FALSE, FALSE, FALSE, FALSE, FALSE, FALSE, FALSE,
        FALSE, FALSE, FALSE, FALSE, FALSE, FALSE, FALSE, FALSE,
        FALSE, FALSE, FALSE, NULL, i.cost_minor
    FROM idle_costs AS i
),
-- How long leads were watched, in tenths of a day: until the win, else by whole days until now.
watched AS (
    SELECT s.group_key, s.won,
        CASE WHEN NOT s.won THEN 10 * CAST(days_between(s.arrived_at, least($as_of, s.cutoff_at)) AS BIGINT)
            WHEN s.won_at >= s.arrived_at THEN CAST(10 * days_between(s.arrived_at, s.won_at) AS BIGINT)
        END AS tenths
    FROM standing AS s
    WHERE NOT s.truncated
),
told AS (
    SELECT CAST(NULL AS VARCHAR) AS beside, e.group_key, CAST(NULL AS BIGINT) AS tenths,
        CAST(coalesce(sum(e.number) FILTER (WHERE e.leads), 0) AS BIGINT) AS leads,
        CAST(coalesce(sum(e.number) FILTER (WHERE e.mql), 0) AS BIGINT) AS mql,
        CAST(coalesce(sum(e.number) FILTER (WHERE e.sal), 0) AS BIGINT) AS sal,
        CAST(coalesce(sum(e.number) FILTER (WHERE e.answered), 0) AS BIGINT) AS answered,
        CAST(coalesce(sum(e.number) FILTER (WHERE e.sql), 0) AS BIGINT) AS sql,
        CAST(coalesce(sum(e.number) FILTER (WHERE e.won), 0) AS BIGINT) AS won,
        CAST(coalesce(sum(e.number) FILTER (WHERE e.mature), 0) AS BIGINT) AS mature,
        CAST(coalesce(sum(e.number) FILTER (WHERE e.immature), 0) AS BIGINT) AS immature,
        CAST(coalesce(sum(e.number) FILTER (WHERE e.truncated), 0) AS BIGINT) AS truncated,
        CAST(coalesce(sum(e.number) FILTER (WHERE e.judged), 0) AS BIGINT) AS judged,
        CAST(coalesce(sum(e.number) FILTER (WHERE e.judged_sql), 0) AS BIGINT) AS judged_sql,
        CAST(coalesce(sum(e.number) FILTER (WHERE e.judged_won), 0) AS BIGINT) AS judged_won,
        CAST(coalesce(sum(e.number) FILTER (WHERE e.judged_defective), 0) AS BIGINT) AS judged_defective,
        CAST(coalesce(sum(e.number) FILTER (WHERE e.defective), 0) AS BIGINT) AS defective,
        CAST(coalesce(sum(e.number) FILTER (WHERE e.email_invalid), 0) AS BIGINT) AS email_invalid,
        CAST(coalesce(sum(e.number) FILTER (WHERE e.phone_invalid), 0) AS BIGINT) AS phone_invalid,
        CAST(coalesce(sum(e.number) FILTER (WHERE e.bounced), 0) AS BIGINT) AS bounced,
        CAST(coalesce(sum(e.number) FILTER (WHERE e.wrong_number), 0) AS BIGINT) AS wrong_number,
        CAST(coalesce(sum(e.number) FILTER (WHERE e.left_company), 0) AS BIGINT) AS left_company,
        CAST(coalesce(sum(e.number) FILTER (WHERE e.duplicate), 0) AS BIGINT) AS duplicate,
        CAST(coalesce(sum(e.number) FILTER (WHERE e.other_defect), 0) AS BIGINT) AS other_defect,
        CAST(coalesce(sum(e.number) FILTER (WHERE e.costed), 0) AS BIGINT) AS costed,
        CAST(coalesce(sum(e.number) FILTER (WHERE e.costed_sal), 0) AS BIGINT) AS costed_sal,
        CAST(coalesce(sum(e.number) FILTER (WHERE e.costed_sql), 0) AS BIGINT) AS costed_sql,
        CAST(coalesce(sum(e.number) FILTER (WHERE e.costed_won), 0) AS BIGINT) AS costed_won,
        CAST(coalesce(sum(e.number) FILTER (WHERE e.won_without_value), 0) AS BIGINT) AS won_without_value,
        CAST(coalesce(sum(e.number) FILTER (WHERE e.won_before_arrival), 0) AS BIGINT) AS won_before_arrival,
        CAST(coalesce(sum(e.number) FILTER (WHERE e.returned), 0) AS BIGINT) AS returned,
        CAST(sum(e.value_minor) AS BIGINT) AS value_minor,
        CAST(sum(e.cost_minor) AS BIGINT) AS cost_minor
    FROM lines AS e
    GROUP BY e.group_key
    UNION ALL
    SELECT 'waits' AS beside, t.group_key, t.tenths, count(*) AS leads,
        NULL, NULL, NULL, NULL, CASE WHEN t.won THEN count(*) ELSE 0 END AS won, NULL, NULL, NULL, NULL, NULL, NULL,
        NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
    FROM watched AS t
    GROUP BY t.group_key, t.won, t.tenths
)
SELECT t.beside, t.group_key, t.tenths, t.leads, t.mql, t.sal, t.answered, t.sql, t.won, t.mature, t.immature,
    t.truncated, t.judged, t.judged_sql, t.judged_won, t.judged_defective, t.defective, t.email_invalid,
    t.phone_invalid, t.bounced, t.wrong_number, t.left_company, t.duplicate, t.other_defect, t.costed, t.costed_sal,
    t.costed_sql, t.costed_won, t.won_without_value, t.won_before_arrival, t.returned, t.value_minor, t.cost_minor
FROM told AS t
