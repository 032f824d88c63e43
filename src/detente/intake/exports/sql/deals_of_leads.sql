INSERT INTO deals BY NAME
SELECT l.lead AS deal, l.file_no, l.row_no, coalesce(a._deal_name, l.company, l.name) AS name, coalesce(l.account, l.company) AS account,
    l.person, l.lead, l.owner, l.source, l.campaign, l.status AS stage, CASE WHEN a._deal_active = FALSE THEN 'lost' END AS status,
    CASE WHEN a._deal_amount <> 0 THEN a._deal_amount END AS amount, a._deal_currency AS currency, l.created_at,
    a._deal_expected::DATE AS expected_on, a._deal_closed AS closed_at, l.reason, l.last_worked_at, l.touches
FROM leads AS l JOIN all_leads AS a ON a.file_no = l.file_no AND a.row_no = l.row_no
WHERE l.file_no IN ({files}) AND l.deal IS NULL AND CASE
    WHEN a._deal_type IS NOT NULL THEN regexp_matches(lower(a._deal_type), 'op+ort|chance|kans|deal')
    ELSE coalesce(a._deal_amount <> 0, FALSE) END;
UPDATE leads SET deal = leads.lead, is_converted = TRUE
FROM deals AS d WHERE d.deal = leads.lead AND d.file_no = leads.file_no AND d.row_no = leads.row_no AND leads.file_no IN ({files})
