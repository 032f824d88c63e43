SELECT coalesce(a.account, a.name, a.file_no || '-' || a.row_no) AS account, a.file_no, a.row_no, a.name, a.domain, a.industry,
    a.country, a.employees, coalesce(o.name, a._owner_name, a.owner) AS owner, a.created_at
FROM kept_accounts AS a LEFT JOIN owners AS o ON o.key = a.owner
