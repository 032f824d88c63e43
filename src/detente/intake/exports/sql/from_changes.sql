CREATE OR REPLACE TEMP TABLE way AS
SELECT c.record,
    min(c."at") FILTER (s.milestone = 'mql') AS mql_at,
    min(c."at") FILTER (s.milestone = 'sal') AS sal_at,
    min(c."at") FILTER (s.milestone = 'sql') AS sql_at,
    min(c."at") FILTER (c.field = 'status' AND c.old IS NOT NULL AND s.milestone IN ('sal', 'sql')) AS worked_at,
    min(c."at") FILTER (c.field = 'converted') AS converted_at,
    max(c."at") FILTER (s.milestone IN ('exit', 'won')) AS ended_at
FROM changes AS c LEFT JOIN stages AS s ON s.object = 'leads' AND s.stage = c.new
WHERE c.object = 'leads' AND c.field IN ('stage', 'status', 'converted') GROUP BY c.record;
UPDATE leads SET mql_at = coalesce(leads.mql_at, w.mql_at), accepted_at = coalesce(leads.accepted_at, w.sal_at, w.sql_at),
    worked_at = coalesce(leads.worked_at, w.worked_at), converted_at = coalesce(leads.converted_at, w.converted_at),
    closed_at = coalesce(leads.closed_at, CASE WHEN leads.milestone IN ('exit', 'won') THEN w.ended_at END)
FROM way AS w WHERE w.record = leads.lead
