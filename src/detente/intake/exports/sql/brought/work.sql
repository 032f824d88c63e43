-- What was done with a lead, with the person of a lead or about its deal, by whom and with what result.
CREATE OR REPLACE TEMP TABLE work AS
WITH of_lead AS (
    SELECT a.*, coalesce(a.lead, l.lead, d.lead) AS about FROM activities AS a
    LEFT JOIN (SELECT person, min(lead) AS lead FROM leads WHERE person IS NOT NULL GROUP BY person HAVING count(*) = 1) AS l
        ON a.lead IS NULL AND l.person = a.person
    LEFT JOIN (SELECT deal, min(lead) AS lead FROM deals WHERE lead IS NOT NULL GROUP BY deal) AS d
        ON a.lead IS NULL AND l.lead IS NULL AND d.deal = a.deal
), told AS (
    SELECT *, lower(regexp_replace(coalesce(outcome, ''), '[^A-Za-z]', '', 'g')) AS said FROM of_lead
)
SELECT CASE WHEN activity <> file_no || '-' || row_no THEN activity END AS external_id, about AS lead, owner, kind, is_inbound, is_done, outcome, "at",
    CASE kind WHEN 'message' THEN 'text' ELSE kind END AS channel,
    CASE kind WHEN 'mail' THEN 'sent' WHEN 'message' THEN 'sent' WHEN 'meeting' THEN CASE WHEN said = 'noshow' THEN 'no_show' ELSE 'held' END
        WHEN 'call' THEN CASE WHEN said IN ('connected', 'interested', 'notinterested', 'spoke', 'contacted') THEN 'connected'
            WHEN said IN ('noanswer', 'noresponse', 'nocontact') THEN 'no_answer' WHEN said LIKE '%voice%' THEN 'voicemail'
            WHEN said = 'busy' THEN 'busy' WHEN said = 'wrongnumber' THEN 'wrong_number' END END AS disposition
FROM told
