-- Leads of a deal: one primary that counts the win, the others joined.
SELECT
    x.deal_id,
    x.lead_id,
    x.role
FROM crm_deal_lead AS x
JOIN crm_deal AS d ON d.id = x.deal_id
JOIN crm_lead AS l ON l.id = x.lead_id
WHERE NOT d.is_archived AND NOT l.is_archived
