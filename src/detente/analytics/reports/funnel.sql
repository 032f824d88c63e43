-- A flag for each count of the table, and days between dated milestones.
WITH each_lead AS (
    SELECT k.lead_id, k.group_key, k.place, k.reached_rank, k.won, k.is_open, k.is_mature, k.truncated, k.returned,
        k.won_before_arrival, nullif(k.source, '') IS NULL AS without_source,
        (k.reached_rank >= 2 AND k.mql_at IS NULL) OR (k.reached_rank >= 3 AND k.sal_at IS NULL)
            OR (k.reached_rank >= 4 AND k.sql_at IS NULL) OR (k.reached_rank >= 5 AND k.proposal_at IS NULL)
            OR (k.won AND k.won_at IS NULL) AS undated,
        k.reached_rank >= 2 AND k.mql_at >= k.arrived_at AS inquiry_to_mql,
        k.reached_rank >= 3 AND k.sal_at >= k.mql_at AS mql_to_sal,
        k.reached_rank >= 4 AND k.sql_at >= k.sal_at AS sal_to_sql,
        k.reached_rank >= 5 AND k.proposal_at >= k.sql_at AS sql_to_proposal,
        k.won AND k.won_at >= k.proposal_at AS proposal_to_won,
        k.won AND k.won_at >= k.arrived_at AS arrival_to_won
    FROM standing AS k
),
-- Leads that are alike in all that is counted stand together; opened into leads, each stands alone (see `compiling`).
alike AS (
    SELECT min(l.lead_id) AS lead_id, count(*) AS number, l.group_key, l.place, l.reached_rank, l.won, l.is_open,
        l.is_mature, l.truncated, l.returned, l.won_before_arrival, l.without_source, l.undated,
        logical_or(l.inquiry_to_mql) AS inquiry_to_mql,
        logical_or(l.mql_to_sal) AS mql_to_sal,
        logical_or(l.sal_to_sql) AS sal_to_sql,
        logical_or(l.sql_to_proposal) AS sql_to_proposal,
        logical_or(l.proposal_to_won) AS proposal_to_won,
        logical_or(l.arrival_to_won) AS arrival_to_won
    FROM each_lead AS l
    GROUP BY l.group_key, l.place, l.reached_rank, l.won, l.is_open, l.is_mature, l.truncated, l.returned,
        l.won_before_arrival, l.without_source, l.undated
),
counted AS (
    SELECT t.lead_id, t.group_key, t.number,
        TRUE AS leads,
        t.reached_rank >= 1 AS inquiry,
        t.reached_rank >= 2 AS mql,
        t.reached_rank >= 3 AS sal,
        t.reached_rank >= 4 AS sql,
        t.reached_rank >= 5 AS proposal,
        t.won,
        t.is_open AS open,
        t.place = 'inquiry' AS open_inquiry,
        t.place = 'mql' AS open_mql,
        t.place = 'sal' AS open_sal,
        t.place = 'sql' AS open_sql,
        t.place = 'proposal' AS open_proposal,
        t.place = 'rejected' AS rejected,
        t.place = 'disqualified' AS disqualified,
        t.place = 'unreached' AS unreached,
        t.place = 'recycled' AS recycled,
        t.place = 'joined' AS joined,
        t.place = 'lost' AS lost,
        NOT t.is_mature AND t.is_open AS immature,
        t.is_mature AS mature,
        t.is_mature AND t.won AS mature_won,
        t.truncated,
        t.is_mature AND NOT t.truncated AS judged,
        t.is_mature AND NOT t.truncated AND t.won AS judged_won,
        t.returned, t.won_before_arrival, t.without_source, t.undated, t.inquiry_to_mql, t.mql_to_sal,
        t.sal_to_sql, t.sql_to_proposal, t.proposal_to_won, t.arrival_to_won
    FROM alike AS t
),
-- Days between dated milestones that both were reached, in order.
waited AS (
    SELECT k.group_key,
        CASE WHEN k.reached_rank >= 2 AND k.mql_at >= k.arrived_at THEN micros_between(k.arrived_at, k.mql_at) END AS mql,
        CASE WHEN k.reached_rank >= 3 AND k.sal_at >= k.mql_at THEN micros_between(k.mql_at, k.sal_at) END AS sal,
        CASE WHEN k.reached_rank >= 4 AND k.sql_at >= k.sal_at THEN micros_between(k.sal_at, k.sql_at) END AS sql,
        CASE WHEN k.reached_rank >= 5 AND k.proposal_at >= k.sql_at THEN micros_between(k.sql_at, k.proposal_at) END AS proposal,
        CASE WHEN k.won AND k.won_at >= k.proposal_at THEN micros_between(k.proposal_at, k.won_at) END AS closing,
        CASE WHEN k.won AND k.won_at >= k.arrived_at THEN micros_between(k.arrived_at, k.won_at) END AS won
    FROM standing AS k
),
medians AS (
    SELECT w.group_key,
        ratio(quantile_exact(w.mql, 0.5), 86400000000) AS inquiry_to_mql_days,
        ratio(quantile_exact(w.sal, 0.5), 86400000000) AS mql_to_sal_days,
        ratio(quantile_exact(w.sql, 0.5), 86400000000) AS sal_to_sql_days,
        ratio(quantile_exact(w.proposal, 0.5), 86400000000) AS sql_to_proposal_days,
        ratio(quantile_exact(w.closing, 0.5), 86400000000) AS proposal_to_won_days,
        ratio(quantile_exact(w.won, 0.5), 86400000000) AS arrival_to_won_days,
        ratio(quantile_exact(w.won, 0.75), 86400000000) AS arrival_to_won_days_p75,
        ratio(quantile_exact(w.won, 0.9), 86400000000) AS arrival_to_won_days_p90
    FROM waited AS w
    GROUP BY w.group_key
),
counts AS (
    SELECT e.group_key,
        CAST(coalesce(sum(e.number) FILTER (WHERE e.leads), 0) AS BIGINT) AS leads,
        CAST(coalesce(sum(e.number) FILTER (WHERE e.inquiry), 0) AS BIGINT) AS inquiry,
        CAST(coalesce(sum(e.number) FILTER (WHERE e.mql), 0) AS BIGINT) AS mql,
        CAST(coalesce(sum(e.number) FILTER (WHERE e.sal), 0) AS BIGINT) AS sal,
        CAST(coalesce(sum(e.number) FILTER (WHERE e.sql), 0) AS BIGINT) AS sql,
        CAST(coalesce(sum(e.number) FILTER (WHERE e.proposal), 0) AS BIGINT) AS proposal,
        CAST(coalesce(sum(e.number) FILTER (WHERE e.won), 0) AS BIGINT) AS won,
        CAST(coalesce(sum(e.number) FILTER (WHERE e.open), 0) AS BIGINT) AS open,
        CAST(coalesce(sum(e.number) FILTER (WHERE e.open_inquiry), 0) AS BIGINT) AS open_inquiry,
        CAST(coalesce(sum(e.number) FILTER (WHERE e.open_mql), 0) AS BIGINT) AS open_mql,
        CAST(coalesce(sum(e.number) FILTER (WHERE e.open_sal), 0) AS BIGINT) AS open_sal,
        CAST(coalesce(sum(e.number) FILTER (WHERE e.open_sql), 0) AS BIGINT) AS open_sql,
        CAST(coalesce(sum(e.number) FILTER (WHERE e.open_proposal), 0) AS BIGINT) AS open_proposal,
        CAST(coalesce(sum(e.number) FILTER (WHERE e.rejected), 0) AS BIGINT) AS rejected,
        CAST(coalesce(sum(e.number) FILTER (WHERE e.disqualified), 0) AS BIGINT) AS disqualified,
        CAST(coalesce(sum(e.number) FILTER (WHERE e.unreached), 0) AS BIGINT) AS unreached,
        CAST(coalesce(sum(e.number) FILTER (WHERE e.recycled), 0) AS BIGINT) AS recycled,
        CAST(coalesce(sum(e.number) FILTER (WHERE e.joined), 0) AS BIGINT) AS joined,
        CAST(coalesce(sum(e.number) FILTER (WHERE e.lost), 0) AS BIGINT) AS lost,
        CAST(coalesce(sum(e.number) FILTER (WHERE e.immature), 0) AS BIGINT) AS immature,
        CAST(coalesce(sum(e.number) FILTER (WHERE e.mature), 0) AS BIGINT) AS mature,
        CAST(coalesce(sum(e.number) FILTER (WHERE e.mature_won), 0) AS BIGINT) AS mature_won,
        CAST(coalesce(sum(e.number) FILTER (WHERE e.truncated), 0) AS BIGINT) AS truncated,
        CAST(coalesce(sum(e.number) FILTER (WHERE e.judged), 0) AS BIGINT) AS judged,
        CAST(coalesce(sum(e.number) FILTER (WHERE e.judged_won), 0) AS BIGINT) AS judged_won,
        CAST(coalesce(sum(e.number) FILTER (WHERE e.returned), 0) AS BIGINT) AS returned,
        CAST(coalesce(sum(e.number) FILTER (WHERE e.undated), 0) AS BIGINT) AS undated,
        CAST(coalesce(sum(e.number) FILTER (WHERE e.won_before_arrival), 0) AS BIGINT) AS won_before_arrival,
        CAST(coalesce(sum(e.number) FILTER (WHERE e.without_source), 0) AS BIGINT) AS without_source
    FROM counted AS e
    GROUP BY e.group_key
)
SELECT c.group_key, c.leads, c.inquiry, c.mql, c.sal, c.sql, c.proposal, c.won, m.inquiry_to_mql_days,
    m.mql_to_sal_days, m.sal_to_sql_days, m.sql_to_proposal_days, m.proposal_to_won_days, m.arrival_to_won_days,
    m.arrival_to_won_days_p75, m.arrival_to_won_days_p90, c.open, c.open_inquiry, c.open_mql, c.open_sal,
    c.open_sql, c.open_proposal, c.rejected, c.disqualified, c.unreached, c.recycled, c.joined, c.lost, c.immature,
    c.mature, c.mature_won, c.truncated, c.judged, c.judged_won, c.returned, c.undated, c.won_before_arrival,
    c.without_source
FROM counts AS c
JOIN medians AS m ON m.group_key IS NOT DISTINCT FROM c.group_key
