-- A human we know; whoever was merged lives on in the survivor.
SELECT
    p.id AS person_id,
    p.account_id,
    p.country,
    p.title,
    p.email_key IS NOT NULL AS has_email,
    p.phone_key IS NOT NULL AS has_phone,
    p.created_at
FROM crm_person AS p
WHERE NOT p.is_archived AND p.merged_into_id IS NULL
