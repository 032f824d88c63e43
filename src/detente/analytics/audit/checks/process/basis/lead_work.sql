-- The work on each lead: activities that name it, its person (since it came in) or the deal it became.
-- A key that stands on more than 20 leads is a placeholder and leads nowhere. A mail within a minute of the lead is
-- automatic and no work; a call of theirs that was taken is work. Work on the deal says that the lead was worked, not when it was answered.
CREATE TABLE IF NOT EXISTS lead_work AS
WITH keyed AS (
    SELECT lead, min(created_at) AS created_at, min(person) AS person, min(deal) AS deal
    FROM leads
    WHERE lead IS NOT NULL
    GROUP BY lead
),
by_person AS (
    SELECT * FROM keyed WHERE person IS NOT NULL QUALIFY count(*) OVER (PARTITION BY person) <= 20
),
by_deal AS (
    SELECT * FROM keyed WHERE deal IS NOT NULL QUALIFY count(*) OVER (PARTITION BY deal) <= 20
),
done AS (
    SELECT a.lead, a.person, a.deal, a.kind, a.outcome,
        coalesce(a.is_inbound, FALSE) AND (
            coalesce(a.kind, '') NOT IN ('call', 'meeting')
            OR regexp_matches(coalesce(a.outcome, ''), '(?i)missed|no.answer|voice')
        ) AS is_inbound,
        coalesce(a.is_inbound AND a.kind = 'call', FALSE) AS has_called,
        coalesce(a.at, a.created_at) AS moment
    FROM activities AS a
    WHERE coalesce(a.is_done, coalesce(a.at, a.created_at, $as_of) <= $as_of)
),
seen AS (
    SELECT k.lead, k.created_at, a.kind, a.outcome, a.is_inbound, a.has_called, a.moment, TRUE AS is_own
    FROM done AS a
    INNER JOIN keyed AS k ON a.lead = k.lead
    UNION ALL
    SELECT k.lead, k.created_at, a.kind, a.outcome, a.is_inbound, a.has_called, a.moment, TRUE AS is_own
    FROM done AS a
    INNER JOIN by_person AS k ON a.person = k.person
    WHERE a.lead IS DISTINCT FROM k.lead
        AND (a.moment IS NULL OR k.created_at IS NULL OR a.moment >= k.created_at - INTERVAL 1 DAY)
    UNION ALL
    SELECT k.lead, k.created_at, a.kind, a.outcome, a.is_inbound, a.has_called, a.moment, FALSE AS is_own
    FROM done AS a
    INNER JOIN by_deal AS k ON a.deal = k.deal
    WHERE a.lead IS DISTINCT FROM k.lead AND coalesce(a.person <> k.person, TRUE)
),
marked AS (
    SELECT lead, moment, is_inbound, has_called, is_own, kind, outcome,
        CASE WHEN $by_day THEN date_trunc('day', created_at) ELSE created_at END AS came_at,
        coalesce(kind = 'mail' AND NOT $by_day AND moment >= created_at
            AND moment < created_at + INTERVAL 1 MINUTE, FALSE) AS is_automatic
    FROM seen
),
judged AS (
    SELECT lead, moment, is_inbound,
        NOT is_inbound AND NOT is_automatic AS is_work,
        NOT is_inbound AND NOT is_automatic AND coalesce(kind, '') <> 'note' AS is_attempt,
        coalesce(kind, '') = 'meeting' OR (has_called AND NOT is_inbound) OR coalesce(
            regexp_matches(outcome, '(?i)\b(connected|answered|spoke|reached|interested)\b')
            AND NOT regexp_matches(outcome, '(?i)\b(not|no|never|un(answer|reach|interest)\w*)\b'), FALSE
        ) AS has_met,
        is_own AND moment >= came_at AS is_since,
        is_own AND moment < came_at AS is_before
    FROM marked
)
SELECT lead,
    count(*) FILTER (is_work) AS works,
    count(*) FILTER (is_attempt) AS attempts,
    min(moment) FILTER (is_attempt AND is_since) AS first_at,
    coalesce(bool_or(is_before AND is_attempt), FALSE) AS is_before,
    max(moment) FILTER (is_work) AS last_at,
    max(moment) FILTER (is_inbound) AS replied_at,
    coalesce(bool_or(has_met), FALSE) AS has_met
FROM judged
GROUP BY lead
