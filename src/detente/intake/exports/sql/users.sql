SELECT coalesce("user", name, email, file_no || '-' || row_no) AS "user", file_no, row_no,
    coalesce(nullif(trim(concat_ws(' ', _first, _last)), ''), name) AS name, email, team, role, is_active
FROM kept_users
