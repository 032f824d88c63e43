-- Each case of what the teams promised each other: a lead, a promise, the day that it counts on, and whether it was kept.
WITH reached AS (
    SELECT l.lead_id, coalesce(l.first_lead_id, l.lead_id) AS chain_id, l.reached_rank, l.exit, l.playbook,
        least(l.mql_at, l.sal_at, l.sql_at, l.proposal_at, l.won_at) AS mql_at,
        least(l.sal_at, l.sql_at, l.proposal_at, l.won_at) AS sal_at,
        least(l.sql_at, l.proposal_at, l.won_at) AS sql_at,
        l.won_at
    FROM leads AS l
    WHERE NOT coalesce(l.is_targeted, FALSE)
),
-- Of several hand-overs of a lead that speaks which sales accepted last, else the last; for time the first.
answered AS (
    SELECT t.lead_id, coalesce(l.first_lead_id, l.lead_id) AS chain_id, t.kind, t.made_at, t.due_at, t.answer, t.answered_at, t.playbook,
        row_number() OVER (
            PARTITION BY t.lead_id, t.kind
            ORDER BY CASE t.answer WHEN 'accepted' THEN 0 ELSE 1 END, t.made_at DESC, t.handoff_id DESC
        ) AS nth_last,
        row_number() OVER (PARTITION BY t.lead_id, t.kind ORDER BY t.made_at, t.handoff_id) AS nth
    FROM handoffs AS t
    JOIN leads AS l ON l.lead_id = t.lead_id
    WHERE t.made_at IS NOT NULL AND coalesce(t.answer, '') <> 'withdrawn'
),
agreed AS (
    SELECT g.playbook,
        max(CASE g.measure WHEN 'attempts' THEN g.amount END) AS attempts,
        max(CASE g.measure WHEN 'channels' THEN g.amount END) AS channels
    FROM main.targets AS g
    WHERE g.is_promise
    GROUP BY g.playbook
),
cases AS (
    SELECT r.lead_id, r.chain_id, 'mqls' AS promise, r.mql_at AS dated_at, TRUE AS is_kept, FALSE AS is_broken, r.playbook
    FROM reached AS r
    WHERE r.mql_at IS NOT NULL
    UNION ALL
    SELECT r.lead_id, r.chain_id, 'sals', r.sal_at, TRUE, FALSE, r.playbook
    FROM reached AS r
    WHERE r.sal_at IS NOT NULL
    UNION ALL
    SELECT r.lead_id, r.chain_id, 'sqls', r.sql_at, TRUE, FALSE, r.playbook
    FROM reached AS r
    WHERE r.sql_at IS NOT NULL
    UNION ALL
    SELECT r.lead_id, r.chain_id, 'won', r.won_at, TRUE, FALSE, r.playbook
    FROM reached AS r
    WHERE r.won_at IS NOT NULL
    UNION ALL
    SELECT a.lead_id, a.chain_id, 'acceptance_rate', a.made_at, coalesce(a.answer = 'accepted', FALSE),
        coalesce(a.answer = 'rejected', FALSE), a.playbook
    FROM answered AS a
    WHERE a.kind = 'handed_over' AND a.nth_last = 1
    UNION ALL
    SELECT r.lead_id, r.chain_id, 'acceptance_rate', r.mql_at, r.reached_rank >= 3,
        r.reached_rank < 3 AND coalesce(r.exit = 'rejected', FALSE), r.playbook
    FROM reached AS r
    WHERE r.mql_at IS NOT NULL AND r.lead_id NOT IN (SELECT t.lead_id FROM handoffs AS t)
    UNION ALL
    SELECT a.lead_id, a.chain_id, CASE a.kind WHEN 'passed' THEN 'passed_answer' ELSE 'answer' END, a.made_at,
        coalesce(a.answered_at <= a.due_at, FALSE),
        coalesce(a.answered_at > a.due_at, a.due_at < $as_of), a.playbook
    FROM answered AS a
    WHERE a.nth = 1 AND a.due_at IS NOT NULL
    UNION ALL
    SELECT p.lead_id, p.chain_id, 'first_attempt', p.handed_at, coalesce(p.first_at <= p.attempt_due_at, FALSE),
        coalesce(p.first_at > p.attempt_due_at, p.attempt_due_at < $as_of), p.playbook
    FROM pursuits AS p
    WHERE p.attempt_due_at IS NOT NULL AND p.handed_at IS NOT NULL
        AND (p.is_tried OR coalesce(p.exit, '') NOT IN ('rejected', 'joined'))
    UNION ALL
    SELECT p.lead_id, p.chain_id, 'persistence', p.closed_at,
        coalesce(p.attempts, 0) >= coalesce(g.attempts, 0) AND coalesce(p.channels, 0) >= coalesce(g.channels, 0),
        coalesce(p.attempts, 0) < coalesce(g.attempts, 0) OR coalesce(p.channels, 0) < coalesce(g.channels, 0),
        p.playbook
    FROM pursuits AS p
    JOIN agreed AS g ON g.playbook = p.playbook
    WHERE p.exit = 'unreached' AND p.closed_at IS NOT NULL AND (g.attempts IS NOT NULL OR g.channels IS NOT NULL)
)
SELECT c.lead_id, c.chain_id, c.promise, c.dated_at, c.is_kept, c.is_broken, c.playbook
FROM cases AS c
