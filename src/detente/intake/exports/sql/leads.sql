SELECT coalesce(l.lead, l.file_no || '-' || l.row_no) AS lead, l.file_no, l.row_no, NULL AS person, l.account,
    coalesce(l.name, nullif(trim(concat_ws(' ', l._first, l._last)), '')) AS name, l.email, l.phone, l.company, l.title,
    l.country, l.source, l.medium, l.campaign, coalesce(o.name, l._owner_name, l.owner) AS owner, l.status, l.reason,
    coalesce(l.is_converted, l.converted_at IS NOT NULL OR NULL) AS is_converted, l.deal, l.created_at, l.mql_at, l.accepted_at, l.worked_at,
    l.last_worked_at, l.touches, l.converted_at, l.closed_at, l.return_on,
    -- A file that gives reasons of bounces says of the others that they did not bounce.
    coalesce(l.is_bounced, CASE WHEN l._bounce IS NOT NULL THEN TRUE
        WHEN l.email IS NOT NULL AND l.file_no IN (SELECT file_no FROM kept_leads WHERE _bounce IS NOT NULL) THEN FALSE
    END) AS is_bounced
FROM kept_leads AS l LEFT JOIN owners AS o ON o.key = l.owner
