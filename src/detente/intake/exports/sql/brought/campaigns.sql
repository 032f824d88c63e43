SELECT CASE WHEN campaign <> file_no || '-' || row_no AND campaign IS DISTINCT FROM name THEN campaign END AS external_id, coalesce(name, campaign) AS name, kind AS type, strftime(starts_on, '%Y-%m-%d') AS starts_on,
    strftime(ends_on, '%Y-%m-%d') AS ends_on, printf('%.2f', cost) AS cost
FROM campaigns ORDER BY campaign, row_no
