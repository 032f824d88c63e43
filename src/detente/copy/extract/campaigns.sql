-- An effort with cost and dates.
SELECT
    c.id AS campaign_id,
    c.name,
    c.source,
    c.medium,
    v.name AS vendor,
    c.type,
    c.starts_on,
    c.ends_on
FROM crm_campaign AS c
LEFT JOIN crm_vendor AS v ON v.id = c.vendor_id
WHERE NOT c.is_archived
