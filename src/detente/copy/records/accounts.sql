-- An organisation; one that was merged lives on in the survivor.
SELECT
    CAST(a.id AS TEXT) AS account,
    1 AS file_no,
    a.id AS row_no,
    a.name,
    coalesce(a.domain, a.website) AS domain,
    a.industry,
    a.country,
    a.employees,
    CAST(a.owner_id AS TEXT) AS owner,
    a.created_at,
    CAST(a.custom AS TEXT) AS custom
FROM crm_account AS a
WHERE NOT a.is_archived AND a.merged_into_id IS NULL
