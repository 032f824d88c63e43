-- An account since its first win. Nothing in the CRM says yet what recurs or when it ended.
SELECT
    d.account_id,
    min(d.closed_at) AS started_at,
    CAST(NULL AS timestamp) AS ended_at,
    NULL AS recurring_minor,
    NULL AS currency,
    NULL AS end_reason
FROM crm_deal AS d
JOIN crm_account AS a ON a.id = d.account_id
WHERE d.status = 'won' AND NOT d.is_archived AND NOT a.is_archived AND a.merged_into_id IS NULL
GROUP BY d.account_id
