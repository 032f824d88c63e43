-- Leads that name no campaign and are members of none, neither themselves nor as the person they became.
SELECT l.lead, l.name, l.source, l.created_at
FROM leads AS l
WHERE l.campaign IS NULL
    AND NOT EXISTS (SELECT 1 FROM members AS m WHERE m.lead = l.lead)
    AND NOT EXISTS (SELECT 1 FROM members AS m WHERE m.person = l.person)
