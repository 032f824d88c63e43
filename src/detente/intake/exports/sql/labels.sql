UPDATE deals SET stage = t.label
FROM (SELECT stage, any_value(_label) AS label FROM all_stages WHERE _label IS NOT NULL GROUP BY stage) AS t
WHERE deals.stage = t.stage AND t.label <> t.stage
