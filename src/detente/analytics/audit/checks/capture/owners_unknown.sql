-- Leads and deals whose owner is no user, by key, name or address.
WITH known AS (
    SELECT lower(trim("user")) AS said FROM users WHERE "user" IS NOT NULL
    UNION SELECT lower(trim(name)) FROM users WHERE name IS NOT NULL
    UNION SELECT lower(trim(email)) FROM users WHERE email IS NOT NULL
),
owned AS (
    SELECT 'leads' AS object, lead AS record, name, owner FROM leads WHERE owner IS NOT NULL
    UNION ALL SELECT 'deals', deal, name, owner FROM deals WHERE owner IS NOT NULL
)
SELECT object, record, name, owner FROM owned ANTI JOIN known ON known.said = lower(trim(owned.owner))
