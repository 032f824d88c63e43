-- Distinct addresses with how many records use each, and what is wrong with them as far as a pattern can tell.
SELECT table_name, mail, count(*) AS n,
    CASE
        WHEN NOT regexp_matches(mail, $well_formed) OR contains(mail, '..') THEN 'odd'
        WHEN regexp_matches(mail, $made_for_tests) THEN 'test'
        WHEN regexp_matches(mail, $throw_away) THEN 'throw_away'
        WHEN regexp_matches(mail, $shared_box) THEN 'shared'
    END AS why
FROM (
    SELECT 'leads' AS table_name, lower(trim(email)) AS mail FROM leads WHERE trim(email) <> ''
    UNION ALL SELECT 'people', lower(trim(email)) FROM people WHERE trim(email) <> ''
) AS given
GROUP BY table_name, mail
HAVING why IS NOT NULL
