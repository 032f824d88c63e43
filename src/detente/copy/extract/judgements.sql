-- What judges of finished blind audits think of leads: while one runs, nobody reads its opinions.
SELECT
    j.audit_id,
    j.lead_id,
    j.judge_id,
    j.stratum,
    j.stated,
    j.opinion,
    j.given_at AS at
FROM crm_judgement AS j
JOIN crm_blind_audit AS b ON b.id = j.audit_id
JOIN crm_lead AS l ON l.id = j.lead_id
WHERE b.state <> 'open' AND j.opinion IS NOT NULL AND NOT l.is_archived
