CREATE OR REPLACE TEMP TABLE owners AS
WITH named AS (
    SELECT "user" AS key, coalesce(name, email, "user") AS name FROM users WHERE "user" IS NOT NULL
), once AS (
    SELECT key, min(name) AS name FROM named GROUP BY key
)
SELECT key, CASE WHEN count(*) OVER (PARTITION BY name) > 1 AND name <> key THEN name || ' (' || key || ')' ELSE name END AS name
FROM once
