-- A human we know; whoever was merged lives on in the survivor, whoever was erased is not looked at.
SELECT
    CAST(p.id AS TEXT) AS person,
    1 AS file_no,
    p.id AS row_no,
    CAST(p.account_id AS TEXT) AS account,
    p.label AS name,
    p.email,
    p.phone,
    p.title,
    p.country,
    NULL AS source,
    NULL AS owner,
    p.created_at,
    NULL AS is_bounced,
    CAST(p.custom AS TEXT) AS custom
FROM crm_person AS p
WHERE NOT p.is_archived AND p.merged_into_id IS NULL AND p.erased_at IS NULL
