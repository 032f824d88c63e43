-- Leads that share an address with another lead or person of another owner, both worked within a month of each other.
-- An address on more than 10 records is a placeholder. The person that a converted lead became is no duplicate of it;
-- nor are the leads of one person, who came back, duplicates of each other.
WITH of_people AS (
    SELECT p.person, lower(trim(p.email)) AS email, p.owner
    FROM people AS p
    WHERE p.email LIKE '%_@_%' AND p.person NOT IN (SELECT l.person FROM leads AS l WHERE l.person IS NOT NULL)
),
work_on_people AS (
    SELECT a.person, min(a.at) AS first_at, max(a.at) AS last_at
    FROM activities AS a
    WHERE a.person IS NOT NULL AND coalesce(a.is_done, a.at <= $as_of) AND (NOT coalesce(a.is_inbound, FALSE) OR coalesce(a.kind, '') IN ('call', 'meeting'))
    GROUP BY a.person
),
worked AS (
    SELECT TRUE AS is_lead, s.is_converted, s.lead AS record, s.person, s.name, lower(trim(s.email)) AS email, s.owner,
        coalesce(s.first_at, s.last_at) AS first_at, s.last_at
    FROM lead_state AS s
    WHERE s.email LIKE '%_@_%' AND s.is_touched AND s.last_at IS NOT NULL AND coalesce(trim(s.owner), '') <> ''
    UNION ALL
    SELECT FALSE, FALSE, p.person, p.person, NULL, p.email, p.owner, w.first_at, w.last_at
    FROM of_people AS p
    INNER JOIN work_on_people AS w ON p.person = w.person
    WHERE coalesce(trim(p.owner), '') <> ''
),
shared AS (
    SELECT * FROM worked
    QUALIFY count(*) OVER (PARTITION BY email) BETWEEN 2 AND 10
        AND min(owner) OVER (PARTITION BY email) <> max(owner) OVER (PARTITION BY email)
)
SELECT a.record AS lead, a.name, a.email, a.owner, b.record AS other, b.owner AS other_owner, a.last_at
FROM shared AS a
INNER JOIN shared AS b ON a.email = b.email AND a.owner <> b.owner
WHERE a.is_lead AND (a.person <> b.person OR a.person IS NULL OR b.person IS NULL) AND CASE WHEN b.is_lead THEN a.record < b.record ELSE NOT a.is_converted END
    AND a.first_at <= b.last_at + INTERVAL 30 DAY AND b.first_at <= a.last_at + INTERVAL 30 DAY
