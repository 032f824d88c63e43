SELECT CASE WHEN p.person <> p.file_no || '-' || p.row_no THEN p.person END AS external_id, p.name, p.email, p.phone, p.title, p.country,
    coalesce(a.name, p.account) AS account, a.account AS account_id, strftime(p.created_at, '%Y-%m-%d %H:%M:%SZ') AS created_at
FROM people AS p LEFT JOIN accounts AS a ON a.account = p.account
WHERE NOT EXISTS (SELECT 1 FROM leads AS l WHERE l.file_no = p.file_no AND l.row_no = p.row_no)
ORDER BY p.person, p.row_no
