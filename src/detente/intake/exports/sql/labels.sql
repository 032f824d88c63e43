CREATE OR REPLACE TEMP TABLE labels AS
SELECT stage, any_value(_label) AS label FROM all_stages WHERE _label IS NOT NULL AND stage IS NOT NULL AND _label <> stage GROUP BY stage;
UPDATE deals SET stage = t.label FROM labels AS t WHERE deals.stage = t.stage;
UPDATE changes SET old = t.label FROM labels AS t WHERE object = 'deals' AND field = 'stage' AND old = t.stage;
UPDATE changes SET new = t.label FROM labels AS t WHERE object = 'deals' AND field = 'stage' AND new = t.stage
