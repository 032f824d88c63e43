SELECT coalesce(p.person, p.file_no || '-' || p.row_no) AS person, p.file_no, p.row_no, coalesce(p.account, p._account_name) AS account,
    coalesce(p.name, nullif(trim(concat_ws(' ', p._first, p._last)), '')) AS name, p.email, p.phone, p.title, p.country,
    p.source, coalesce(o.name, p._owner_name, p.owner) AS owner, p.created_at,
    -- A file that gives reasons of bounces says of the others that they did not bounce.
    coalesce(p.is_bounced, CASE WHEN p._bounce IS NOT NULL THEN TRUE
        WHEN p.email IS NOT NULL AND p.file_no IN (SELECT file_no FROM kept_people WHERE _bounce IS NOT NULL) THEN FALSE
    END) AS is_bounced
FROM kept_people AS p LEFT JOIN owners AS o ON o.key = p.owner
