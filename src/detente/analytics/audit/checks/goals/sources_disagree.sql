-- Deals whose own source is another than that of the lead they came from, spelling aside.
WITH both_told AS (
    SELECT d.deal, d.name, d.source AS deal_source, p.source AS lead_source, d.amount, d.status, p.lead
    FROM lead_path AS p JOIN deals AS d ON d.deal = p.deal
    WHERE nullif(trim(d.source), '') IS NOT NULL AND nullif(trim(p.source), '') IS NOT NULL
)
SELECT deal, name, lead_source, deal_source, amount, status,
    regexp_replace(lower(deal_source), '[^\p{L}\p{N}]', '', 'g')
        <> regexp_replace(lower(lead_source), '[^\p{L}\p{N}]', '', 'g') AS is_other
FROM both_told
