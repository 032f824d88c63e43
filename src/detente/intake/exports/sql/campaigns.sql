SELECT coalesce(campaign, name, file_no || '-' || row_no) AS campaign, file_no, row_no, name, kind, status, starts_on, ends_on,
    cost, budget, claimed_revenue, claimed_leads, claimed_won, currency
FROM kept_campaigns
