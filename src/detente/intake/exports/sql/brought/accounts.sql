SELECT CASE WHEN account <> file_no || '-' || row_no AND account IS DISTINCT FROM name THEN account END AS external_id, coalesce(name, account) AS name, domain AS website, industry,
    country, employees::BIGINT AS employees, owner, strftime(created_at, '%Y-%m-%d %H:%M:%SZ') AS created_at
FROM accounts ORDER BY account, row_no
