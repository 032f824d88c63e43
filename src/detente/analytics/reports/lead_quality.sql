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
worth AS (
    SELECT k.lead_id,
        sum(coalesce(d.base_minor, CASE WHEN d.currency IS NULL OR d.currency = $currency THEN d.amount_minor END))
            AS value_minor
    FROM links AS k
    JOIN deals AS d ON d.lead_id = k.link_id
    WHERE d.status = 'won' AND coalesce(d.closed_at, $as_of) <= k.cutoff_at
    GROUP BY k.lead_id
),
counted AS (
    SELECT s.lead_id, s.group_key,
        TRUE AS leads,
        s.reached_rank >= 2 AS mql,
        s.reached_rank >= 3 AS sal,
        s.reached_rank >= 3 OR s.place = 'rejected' AS answered,
        s.reached_rank >= 4 AS sql,
        s.won,
        s.is_mature AS mature,
        NOT s.is_mature AND s.is_open AS immature,
        s.truncated,
        s.is_mature AND NOT s.truncated AS judged,
        s.is_mature AND NOT s.truncated AND s.reached_rank >= 4 AS judged_sql,
        s.is_mature AND NOT s.truncated AND s.won AS judged_won,
        s.is_mature AND NOT s.truncated AND f.lead_id IS NOT NULL AS judged_defective,
        f.lead_id IS NOT NULL AS defective,
        coalesce(f.email_invalid, FALSE) AS email_invalid,
        coalesce(f.phone_invalid, FALSE) AS phone_invalid,
        coalesce(f.bounced, FALSE) AS bounced,
        coalesce(f.wrong_number, FALSE) AS wrong_number,
        coalesce(f.left_company, FALSE) AS left_company,
        coalesce(f.duplicate, FALSE) AS duplicate,
        coalesce(f.other_defect, FALSE) AS other_defect,
        k.lead_id IS NOT NULL AS costed,
        k.lead_id IS NOT NULL AND s.reached_rank >= 3 AS costed_sal,
        k.lead_id IS NOT NULL AND s.reached_rank >= 4 AS costed_sql,
        k.lead_id IS NOT NULL AND s.won AS costed_won,
        s.won AND w.value_minor IS NULL AS won_without_value,
        s.won_before_arrival,
        s.returned,
        CASE WHEN s.won THEN w.value_minor END AS value_minor,
        k.cost_minor,
        -- How long it was watched, in tenths of a day: until the win, else by whole days until now.
        CASE WHEN s.truncated THEN NULL
            WHEN NOT s.won THEN 10 * CAST(days_between(s.arrived_at, least($as_of, s.cutoff_at)) AS BIGINT)
            WHEN s.won_at >= s.arrived_at THEN CAST(10 * days_between(s.arrived_at, s.won_at) AS BIGINT)
        END AS tenths
    FROM standing AS s
    LEFT JOIN flaws AS f ON f.lead_id = s.lead_id
    LEFT JOIN worth AS w ON w.lead_id = s.lead_id
    LEFT JOIN lead_costs AS k ON k.lead_id = s.lead_id
),
-- A cost for which no lead arrived stands in a row all the same: money was spent there.
lines AS (
    SELECT c.group_key, c.leads, c.mql, c.sal, c.answered, c.sql, c.won, c.mature, c.immature, c.truncated, c.judged,
        c.judged_sql, c.judged_won, c.judged_defective, c.defective, c.email_invalid, c.phone_invalid, c.bounced,
        c.wrong_number, c.left_company, c.duplicate, c.other_defect, c.costed, c.costed_sal, c.costed_sql, c.costed_won,
        c.won_without_value, c.won_before_arrival, c.returned, c.value_minor, c.cost_minor, c.tenths
    FROM counted AS c
    UNION ALL
    SELECT i.group_key, FALSE, FALSE, FALSE, FALSE, FALSE, FALSE, FALSE, FALSE, FALSE, FALSE,
        FALSE, FALSE, FALSE, FALSE, FALSE, FALSE, FALSE,
        FALSE, FALSE, FALSE, FALSE, FALSE, FALSE, FALSE, FALSE,
        FALSE, FALSE, FALSE, NULL, i.cost_minor, NULL
    FROM idle_costs AS i
),
-- By the time watched first, so that leads are gone through once for the counts and for the time to win.
watched AS (
    SELECT e.group_key, e.tenths, e.won AS is_won,
        count(*) FILTER (WHERE e.leads) AS leads,
        count(*) FILTER (WHERE e.mql) AS mql,
        count(*) FILTER (WHERE e.sal) AS sal,
        count(*) FILTER (WHERE e.answered) AS answered,
        count(*) FILTER (WHERE e.sql) AS sql,
        count(*) FILTER (WHERE e.won) AS won,
        count(*) FILTER (WHERE e.mature) AS mature,
        count(*) FILTER (WHERE e.immature) AS immature,
        count(*) FILTER (WHERE e.truncated) AS truncated,
        count(*) FILTER (WHERE e.judged) AS judged,
        count(*) FILTER (WHERE e.judged_sql) AS judged_sql,
        count(*) FILTER (WHERE e.judged_won) AS judged_won,
        count(*) FILTER (WHERE e.judged_defective) AS judged_defective,
        count(*) FILTER (WHERE e.defective) AS defective,
        count(*) FILTER (WHERE e.email_invalid) AS email_invalid,
        count(*) FILTER (WHERE e.phone_invalid) AS phone_invalid,
        count(*) FILTER (WHERE e.bounced) AS bounced,
        count(*) FILTER (WHERE e.wrong_number) AS wrong_number,
        count(*) FILTER (WHERE e.left_company) AS left_company,
        count(*) FILTER (WHERE e.duplicate) AS duplicate,
        count(*) FILTER (WHERE e.other_defect) AS other_defect,
        count(*) FILTER (WHERE e.costed) AS costed,
        count(*) FILTER (WHERE e.costed_sal) AS costed_sal,
        count(*) FILTER (WHERE e.costed_sql) AS costed_sql,
        count(*) FILTER (WHERE e.costed_won) AS costed_won,
        count(*) FILTER (WHERE e.won_without_value) AS won_without_value,
        count(*) FILTER (WHERE e.won_before_arrival) AS won_before_arrival,
        count(*) FILTER (WHERE e.returned) AS returned,
        sum(e.value_minor) AS value_minor,
        sum(e.cost_minor) AS cost_minor
    FROM lines AS e
    GROUP BY e.group_key, e.tenths, e.won
)
SELECT CASE WHEN grouping(w.tenths) = 0 THEN 'waits' END AS beside, w.group_key, w.tenths,
    CAST(sum(w.leads) AS BIGINT) AS leads,
    CAST(sum(w.mql) AS BIGINT) AS mql,
    CAST(sum(w.sal) AS BIGINT) AS sal,
    CAST(sum(w.answered) AS BIGINT) AS answered,
    CAST(sum(w.sql) AS BIGINT) AS sql,
    CAST(sum(w.won) AS BIGINT) AS won,
    CAST(sum(w.mature) AS BIGINT) AS mature,
    CAST(sum(w.immature) AS BIGINT) AS immature,
    CAST(sum(w.truncated) AS BIGINT) AS truncated,
    CAST(sum(w.judged) AS BIGINT) AS judged,
    CAST(sum(w.judged_sql) AS BIGINT) AS judged_sql,
    CAST(sum(w.judged_won) AS BIGINT) AS judged_won,
    CAST(sum(w.judged_defective) AS BIGINT) AS judged_defective,
    CAST(sum(w.defective) AS BIGINT) AS defective,
    CAST(sum(w.email_invalid) AS BIGINT) AS email_invalid,
    CAST(sum(w.phone_invalid) AS BIGINT) AS phone_invalid,
    CAST(sum(w.bounced) AS BIGINT) AS bounced,
    CAST(sum(w.wrong_number) AS BIGINT) AS wrong_number,
    CAST(sum(w.left_company) AS BIGINT) AS left_company,
    CAST(sum(w.duplicate) AS BIGINT) AS duplicate,
    CAST(sum(w.other_defect) AS BIGINT) AS other_defect,
    CAST(sum(w.costed) AS BIGINT) AS costed,
    CAST(sum(w.costed_sal) AS BIGINT) AS costed_sal,
    CAST(sum(w.costed_sql) AS BIGINT) AS costed_sql,
    CAST(sum(w.costed_won) AS BIGINT) AS costed_won,
    CAST(sum(w.won_without_value) AS BIGINT) AS won_without_value,
    CAST(sum(w.won_before_arrival) AS BIGINT) AS won_before_arrival,
    CAST(sum(w.returned) AS BIGINT) AS returned,
    CAST(sum(w.value_minor) AS BIGINT) AS value_minor,
    CAST(sum(w.cost_minor) AS BIGINT) AS cost_minor
FROM watched AS w
GROUP BY GROUPING SETS ((w.group_key), (w.group_key, w.is_won, w.tenths))
