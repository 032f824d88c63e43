SELECT coalesce(member, m.file_no || '-' || m.row_no) AS member, m.file_no, m.row_no, m.campaign,
    coalesce(m.lead, CASE WHEN m._who LIKE '00Q%' THEN m._who END) AS lead,
    coalesce(m.person, CASE WHEN m._who LIKE '003%' THEN m._who END) AS person,
    m.status, m.responded_at, m.created_at
FROM kept_members AS m
