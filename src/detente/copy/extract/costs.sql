-- Dated cost of a campaign, vendor or source.
SELECT
    k.id AS cost_id,
    k.campaign_id,
    v.name AS vendor,
    k.source,
    k.day AS on_day,
    k.amount_minor,
    k.currency,
    k.base_minor
FROM crm_campaign_cost AS k
LEFT JOIN crm_vendor AS v ON v.id = k.vendor_id
LEFT JOIN crm_campaign AS c ON c.id = k.campaign_id
WHERE NOT k.is_archived AND NOT coalesce(c.is_archived, FALSE)
