SELECT CASE WHEN d.deal <> d.file_no || '-' || d.row_no THEN d.deal END AS external_id, d.name, l.lead,
    coalesce(l.email, p.email) AS email, coalesce(a.name, d.account) AS account, a.account AS account_id, d.owner,
    printf('%.2f', d.amount) AS amount, coalesce(d.currency, $currency) AS currency,
    CASE d.status WHEN 'won' THEN 'won' WHEN 'lost' THEN 'lost' ELSE k.code END AS stage, d.reason, d.product,
    -- Written down after the fact: when it was opened nobody knows, only that it was by the day it closed.
    strftime(CASE WHEN d.closed_at::DATE >= d.created_at::DATE OR d.closed_at IS NULL THEN d.created_at END, '%Y-%m-%d %H:%M:%SZ') AS opened_at, strftime(d.expected_on, '%Y-%m-%d') AS expected_on,
    strftime(CASE WHEN d.closed_at::DATE = d.created_at::DATE AND d.closed_at < d.created_at THEN d.created_at ELSE d.closed_at END,
        '%Y-%m-%d %H:%M:%SZ') AS closed_at
FROM deals AS d
LEFT JOIN leads AS l ON l.lead = d.lead AND l.deal = d.deal
LEFT JOIN people AS p ON p.person = d.person
LEFT JOIN accounts AS a ON a.account = d.account
LEFT JOIN deal_codes AS k ON k.milestone = d.milestone
ORDER BY d.created_at, d.deal
