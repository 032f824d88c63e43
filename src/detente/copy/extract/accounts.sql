-- An organisation; one that was merged lives on in the survivor.
SELECT
    a.id AS account_id,
    a.name,
    a.type,
    a.is_named,
    a.owner_id,
    a.industry,
    a.country,
    a.employees,
    a.created_at
FROM crm_account AS a
WHERE NOT a.is_archived AND a.merged_into_id IS NULL
