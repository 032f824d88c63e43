SELECT CASE WHEN m.member <> m.file_no || '-' || m.row_no THEN m.member END AS external_id, coalesce(c.name, m.campaign) AS campaign,
    m.person AS person_id, m.lead, m.status, strftime(coalesce(m.responded_at, m.created_at), '%Y-%m-%d %H:%M:%SZ') AS "at"
FROM members AS m LEFT JOIN campaigns AS c ON c.campaign = m.campaign
WHERE m.lead IS NOT NULL OR m.person IS NOT NULL
ORDER BY m.campaign, m.lead, m.person, m.row_no
