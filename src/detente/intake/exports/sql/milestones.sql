UPDATE leads SET milestone = s.milestone, exit = s.exit
FROM stages AS s WHERE s.object = 'leads' AND s.stage = leads.status;
UPDATE leads SET milestone = s.milestone, exit = s.exit
FROM (SELECT a.file_no, a.row_no, m.milestone, m.exit FROM all_leads AS a
      JOIN stages AS m ON m.object = 'leads' AND m.stage = a._second AND m.exit IS NOT NULL) AS s
WHERE leads.file_no = s.file_no AND leads.row_no = s.row_no AND leads.exit IS NULL;
UPDATE leads SET exit = NULL, milestone = 'sql' WHERE is_converted AND exit IS NOT NULL AND milestone = 'exit' AND converted_at IS NOT NULL;
UPDATE deals SET milestone = s.milestone, status = coalesce(deals.status, CASE s.milestone
    WHEN 'won' THEN 'won' WHEN 'exit' THEN 'lost' WHEN NULL THEN NULL ELSE CASE WHEN s.milestone IS NOT NULL THEN 'open' END END)
FROM stages AS s WHERE s.object = 'deals' AND s.stage = deals.stage;
UPDATE deals SET status = 'open' WHERE status IS NULL AND stage IS NOT NULL
    AND EXISTS (SELECT 1 FROM stages AS s WHERE s.object = 'deals' AND s.milestone = 'won')
    AND EXISTS (SELECT 1 FROM stages AS s WHERE s.object = 'deals' AND s.milestone = 'exit');
UPDATE deals SET status = 'won' WHERE status IS NULL AND stage IS NULL AND file_no IN (
    SELECT file_no FROM deals GROUP BY file_no HAVING count(stage) = 0 AND count(closed_at) = count(*));
UPDATE deals SET closed_at = NULL WHERE coalesce(status, 'open') = 'open'
