-- An effort with its dates; its cost is in the organisation's currency.
SELECT
    CAST(c.id AS TEXT) AS campaign,
    1 AS file_no,
    c.id AS row_no,
    c.name,
    c.type AS kind,
    NULL AS status,
    c.starts_on,
    c.ends_on,
    (SELECT sum(k.base_minor) FROM crm_campaign_cost AS k WHERE k.campaign_id = c.id AND NOT k.is_archived) AS cost,
    NULL AS budget,
    NULL AS claimed_revenue,
    NULL AS claimed_leads,
    NULL AS claimed_won,
    o.currency
FROM crm_campaign AS c
LEFT JOIN crm_organisation AS o ON o.only
WHERE NOT c.is_archived
