INSERT INTO changes BY NAME
WITH named AS (
    SELECT s.*, {field} AS ours FROM said AS s WHERE s.field IS NOT NULL
), before AS (
    SELECT * EXCLUDE (old), CASE WHEN knows_old THEN old
        ELSE lag(new) OVER (PARTITION BY object, record, ours ORDER BY "at", row_no) END AS old
    FROM named
), once AS (
    SELECT * FROM before
    WHERE knows_old OR new IS DISTINCT FROM old
    QUALIFY ours <> 'owner' OR row_number() OVER (
        PARTITION BY object, record, "at", ours ORDER BY regexp_matches(coalesce(new, old, ''), '^005[A-Za-z0-9]{12}'), row_no) = 1
)
SELECT CASE WHEN count(*) OVER (PARTITION BY change) = 1 THEN change ELSE file_no || '-' || row_no || '-' || ours END AS change,
    file_no, row_no, object, record, ours AS field,
    CASE WHEN ours = 'owner' THEN coalesce(b.name, old) ELSE old END AS old,
    CASE WHEN ours = 'owner' THEN coalesce(a.name, new) ELSE new END AS new,
    coalesce(w.name, once."by") AS "by", "at"
FROM once
LEFT JOIN owners AS b ON once.ours = 'owner' AND b.key = once.old
LEFT JOIN owners AS a ON once.ours = 'owner' AND a.key = once.new
LEFT JOIN owners AS w ON w.key = once."by"
