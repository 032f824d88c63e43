-- Leads of the cohort that ended for what they are, by the stated reason: which fact decided, from when on it was to
-- be known, and what was spent on them after that. One row each. The latest attempt of a lead speaks; a lost deal's reason
-- where the lead itself has none.
WITH ended AS (
    SELECT n.*
    FROM (
        SELECT s.lead_id, s.arrived_at, s.is_mature, s.reached_rank, s.place, s.sql_at, s.cutoff_at, l.playbook,
            coalesce(l.closed_at, s.moved_at) AS ended_at, l.person_id, l.account_id, l.country,
            coalesce(nullif(l.exit_reason, ''), (
                SELECT max(nullif(d.reason, '')) FROM deals AS d WHERE d.lead_id = l.lead_id AND d.status = 'lost'
            )) AS reason,
            row_number() OVER (PARTITION BY s.lead_id ORDER BY l.arrived_at DESC NULLS LAST, l.lead_id DESC) AS nth
        FROM standing AS s
        JOIN links AS k ON k.lead_id = s.lead_id
        JOIN leads AS l ON l.lead_id = k.link_id
        WHERE s.place IN ('rejected', 'disqualified', 'unreached', 'lost')
    ) AS n
    WHERE n.nth = 1
),
decided AS (
    SELECT e.*, g.side,
        CASE
            WHEN e.reason IN ('too_small', 'too_big', 'wrong_size', 'company_size') THEN 'company size'
            WHEN e.reason IN ('student', 'student_or_competitor', 'job_seeker', 'intern', 'wrong_person', 'private_person')
                THEN 'job title'
            WHEN e.reason IN ('wrong_industry', 'industry') THEN 'industry'
            WHEN e.reason IN ('wrong_territory', 'wrong_country', 'out_of_territory') THEN 'country'
            WHEN e.reason IN ('no_contact_data', 'bad_data', 'wrong_number', 'bounced', 'invalid') THEN 'contact data'
            WHEN e.reason IN ('duplicate', 'already_customer') THEN 'who is known already'
            WHEN e.reason IN ('no_budget', 'budget') THEN 'budget'
            WHEN e.reason IN ('no_authority', 'no_decision_maker') THEN 'say in the decision'
            WHEN e.reason IN ('no_need', 'no_project', 'no_interest') THEN 'need'
            WHEN e.reason IN ('not_a_fit', 'no_fit', 'criteria_not_met', 'not_qualified') THEN 'fit as a whole'
        END AS fact
    FROM ended AS e
    LEFT JOIN reason_sides AS g ON g.exit = e.place AND g.reason = e.reason
    WHERE e.reason IS NOT NULL
),
lacked AS (
    SELECT d.*,
        coalesce(d.fact IN ('company size', 'job title', 'industry', 'country', 'contact data', 'who is known already'),
            FALSE) AS is_of_record,
        d.reached_rank >= 4 AS is_late,
        CASE d.fact
            WHEN 'company size' THEN a.employees IS NOT NULL
            WHEN 'job title' THEN nullif(p.title, '') IS NOT NULL
            WHEN 'industry' THEN nullif(a.industry, '') IS NOT NULL
            WHEN 'country' THEN coalesce(nullif(d.country, ''), nullif(p.country, ''), nullif(a.country, '')) IS NOT NULL
            WHEN 'contact data' THEN coalesce(p.has_email, FALSE) OR coalesce(p.has_phone, FALSE)
        END AS is_recorded
    FROM decided AS d
    LEFT JOIN people AS p ON p.person_id = d.person_id
    LEFT JOIN accounts AS a ON a.account_id = coalesce(d.account_id, p.account_id)
    WHERE d.side IN ('quality', 'data')
),
-- What reps did; what nobody logged a length of takes as long as its kind does by the stated estimate.
done AS (
    SELECT f.lead_id, w.at, w.rep_id, coalesce(w.is_attempt, TRUE) AS is_attempt,
        coalesce(w.is_conversation, FALSE) AS is_conversation, coalesce(w.seconds, 0) <= 0 AS is_estimated,
        CASE WHEN w.seconds > 0 THEN w.seconds WHEN w.channel = 'meeting' THEN 2700 WHEN w.channel = 'call' THEN 300
            WHEN w.channel = 'mail' THEN 300 ELSE 180 END AS seconds
    FROM lacked AS f
    JOIN links AS k ON k.lead_id = f.lead_id
    JOIN (
        SELECT coalesce(a.lead_id, d.lead_id) AS lead_id, a.at, a.rep_id, a.channel, a.seconds, a.is_attempt,
            a.is_conversation
        FROM activities AS a
        LEFT JOIN deals AS d ON d.deal_id = a.deal_id
    ) AS w ON w.lead_id = k.link_id
    WHERE f.is_late AND w.at <= least($as_of, f.cutoff_at) AND w.at <= coalesce(f.ended_at, $as_of)
        AND (coalesce(w.is_attempt, TRUE) OR w.is_conversation OR w.seconds > 0)
),
talks AS (
    SELECT t.lead_id, min(t.at) AS at
    FROM done AS t
    WHERE t.is_conversation
    GROUP BY t.lead_id
),
-- A fact on record can be had as the lead arrives, any other in the first conversation, or when SQL was said.
points AS (
    SELECT f.lead_id,
        CASE WHEN f.is_of_record THEN f.arrived_at ELSE least(coalesce(t.at, f.sql_at), coalesce(f.sql_at, t.at)) END
            AS knowable_at
    FROM lacked AS f
    LEFT JOIN talks AS t ON t.lead_id = f.lead_id
    WHERE f.is_late
),
-- What an hour of a team costs, from a day until its next one.
hourly AS (
    SELECT n.team, n.from_on, n.until_on, n.amount_minor AS minor
    FROM (
        SELECT m.team, m.month_on AS from_on, m.amount_minor, m.currency,
            lead(m.month_on) OVER (PARTITION BY m.team ORDER BY m.month_on) AS until_on
        FROM team_costs AS m
        WHERE m.kind = 'hour'
    ) AS n
    WHERE n.currency IS NULL OR n.currency = $currency
),
-- What a team cost in a month, and all the work that it logged then.
spent AS (
    SELECT m.team, strftime(m.month_on, '%Y-%m') AS month, sum(m.amount_minor) AS minor
    FROM team_costs AS m
    WHERE coalesce(m.kind, '') <> 'hour' AND (m.currency IS NULL OR m.currency = $currency)
    GROUP BY m.team, strftime(m.month_on, '%Y-%m')
),
logged AS (
    SELECT n.team, n.month, n.minor, sum(n.seconds) AS seconds
    FROM (
        SELECT s.team, s.month, s.minor,
            CASE WHEN a.seconds > 0 THEN a.seconds WHEN a.channel = 'meeting' THEN 2700 WHEN a.channel = 'call' THEN 300
                WHEN a.channel = 'mail' THEN 300 ELSE 180 END AS seconds
        FROM main.activities AS a
        JOIN main.reps AS r ON r.rep_id = a.rep_id
        JOIN spent AS s ON s.team = r.team AND s.month = month_of(a.at, $zone)
        WHERE coalesce(a.is_attempt, TRUE) OR a.is_conversation OR a.seconds > 0
    ) AS n
    GROUP BY n.team, n.month, n.minor
),
after_it AS (
    SELECT w.lead_id, count(*) AS activities,
        count(*) FILTER (WHERE w.is_attempt) AS attempts,
        sum(w.seconds) AS seconds,
        coalesce(sum(w.seconds) FILTER (WHERE w.is_estimated), 0) AS estimated_seconds,
        bool_and(u.minor IS NOT NULL OR g.minor IS NOT NULL) AS is_costed,
        sum(CAST(w.seconds AS DOUBLE) * coalesce(u.minor / 3600.0, CAST(g.minor AS DOUBLE) / g.seconds)) AS minor
    FROM done AS w
    JOIN points AS q ON q.lead_id = w.lead_id AND w.at > q.knowable_at
    LEFT JOIN main.reps AS r ON r.rep_id = w.rep_id
    LEFT JOIN hourly AS u ON u.team = r.team AND local_date(w.at, $zone) >= u.from_on
        AND (u.until_on IS NULL OR local_date(w.at, $zone) < u.until_on)
    LEFT JOIN logged AS g ON g.team = r.team AND g.month = month_of(w.at, $zone)
    GROUP BY w.lead_id
),
heard AS (
    SELECT q.lead_id, count(*) AS touches
    FROM points AS q
    JOIN lacked AS f ON f.lead_id = q.lead_id
    JOIN links AS k ON k.lead_id = q.lead_id
    JOIN touches AS t ON t.lead_id = k.link_id
    WHERE t.at > q.knowable_at AND t.at <= least($as_of, f.cutoff_at) AND t.at <= coalesce(f.ended_at, $as_of)
    GROUP BY q.lead_id
)
SELECT f.lead_id, f.arrived_at AS dated_at, f.fact, f.reason, f.place, f.reached_rank, f.is_mature, f.is_late, f.is_of_record,
    f.is_recorded, q.knowable_at, coalesce(w.activities, 0) AS activities, coalesce(w.attempts, 0) AS attempts,
    coalesce(h.touches, 0) AS touches, CAST(coalesce(w.seconds, 0) AS BIGINT) AS seconds,
    CAST(coalesce(w.estimated_seconds, 0) AS BIGINT) AS estimated_seconds,
    CASE WHEN f.ended_at >= q.knowable_at
        THEN days_between(q.knowable_at, least($as_of, f.cutoff_at, f.ended_at)) END AS days,
    CASE WHEN w.is_costed THEN CAST(round(w.minor) AS BIGINT) END AS cost_minor
FROM lacked AS f
LEFT JOIN points AS q ON q.lead_id = f.lead_id
LEFT JOIN after_it AS w ON w.lead_id = f.lead_id
LEFT JOIN heard AS h ON h.lead_id = f.lead_id
