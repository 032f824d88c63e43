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
        NOT s.is_mature AND s.place IN ('inquiry', 'mql', 'sal', 'sql', 'proposal') AS immature,
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
        k.cost_minor
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
        c.won_without_value, c.won_before_arrival, c.returned, c.value_minor, c.cost_minor
    FROM counted AS c
    UNION ALL
    SELECT i.group_key, FALSE, FALSE, FALSE, FALSE, FALSE, FALSE, FALSE, FALSE, FALSE, FALSE,
        FALSE, FALSE, FALSE, FALSE, FALSE, FALSE, FALSE,
        FALSE, FALSE, FALSE, FALSE, FALSE, FALSE, FALSE, FALSE,
        FALSE, FALSE, FALSE, NULL, i.cost_minor
    FROM idle_costs AS i
)
SELECT
    e.group_key,
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
    CAST(sum(e.value_minor) AS BIGINT) AS value_minor,
    CAST(sum(e.cost_minor) AS BIGINT) AS cost_minor
FROM lines AS e
GROUP BY e.group_key
