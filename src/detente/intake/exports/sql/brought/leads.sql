-- A lead with a deal stands where it was when the deal opened: the deal takes it on.
WITH told AS (
    SELECT l.*, CASE WHEN l.deal IS NOT NULL AND d.deal IS NOT NULL AND (l.exit IS NOT NULL OR l.milestone IN ('won', 'proposal')) THEN 'sql' ELSE l.milestone END AS stands,
        CASE WHEN d.deal IS NULL THEN l.exit END AS ended, a.account AS account_key, coalesce(l.company, a.name) AS account_name
    FROM leads AS l LEFT JOIN accounts AS a ON a.account = l.account
    LEFT JOIN (SELECT DISTINCT deal FROM deals) AS d ON d.deal = l.deal
)
SELECT CASE WHEN t.lead <> t.file_no || '-' || t.row_no THEN t.lead END AS external_id, t.person AS person_id, t.name, t.email, t.phone, t.title, t.country,
    t.account_name AS account, t.account_key AS account_id, t.source, t.medium, coalesce(c.name, t.campaign) AS campaign, t.owner, t.reason,
    k.code AS stage,
    -- A stage whose date nobody wrote down counts from the last work on the lead, not from the day of the import.
    strftime(coalesce(CASE WHEN t.ended IS NOT NULL THEN t.closed_at WHEN t.stands = 'mql' THEN t.mql_at WHEN t.stands = 'sal' THEN t.accepted_at END,
        CASE WHEN coalesce(w.last_at, t.last_worked_at) IS NOT NULL AND (t.ended IS NOT NULL OR t.stands <> 'inquiry')
            THEN greatest(w.last_at, t.last_worked_at, t.created_at, t.mql_at, t.accepted_at) END), '%Y-%m-%d %H:%M:%SZ') AS stage_at,
    strftime(t.created_at, '%Y-%m-%d %H:%M:%SZ') AS arrived_at,
    strftime(t.return_on, '%Y-%m-%d') AS recycle_on,
    strftime(t.mql_at, '%Y-%m-%d %H:%M:%SZ') AS mql_at, strftime(t.accepted_at, '%Y-%m-%d %H:%M:%SZ') AS accepted_at
FROM told AS t
LEFT JOIN lead_codes AS k ON k.milestone = CASE WHEN t.ended IS NOT NULL THEN 'exit:' || t.ended ELSE t.stands END
LEFT JOIN (SELECT lead, max("at") AS last_at FROM work WHERE is_done AND "at" <= now()::TIMESTAMP GROUP BY lead) AS w ON w.lead = t.lead
LEFT JOIN campaigns AS c ON c.campaign = t.campaign
ORDER BY t.created_at, t.lead
