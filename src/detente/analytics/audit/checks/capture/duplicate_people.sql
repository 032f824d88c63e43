-- Records of people that are an earlier record of the same table once more, and why.
WITH given AS (
    SELECT {key} AS record, person, file_no, row_no, name, email, phone, {company} AS company, owner, created_at,
        CASE WHEN email LIKE '%_@_%' THEN lower(trim(email)) END AS mail,
        right(nullif(regexp_replace(phone, '[^0-9]', '', 'g'), ''), 9) AS digits,
        trim(regexp_replace(strip_accents(lower(translate(name, '''’`.', ''))), '[^a-z0-9]+', ' ', 'g')) AS plain
    FROM {table}
    -- Who came back is one person with several leads, each of them a lead of its own.
    QUALIFY person IS NULL OR count(*) OVER (PARTITION BY person) > 20
        OR row_number() OVER (PARTITION BY person ORDER BY created_at NULLS LAST, file_no, row_no) = 1
),
keyed AS MATERIALIZED (
    SELECT record, name, email, phone, company, owner, created_at,
        row_number() OVER (ORDER BY created_at NULLS LAST, file_no, row_no) AS place,
        mail,
        CASE WHEN length(digits) >= 7 AND digits <> repeat(left(digits, 1), length(digits)) THEN digits END AS digits,
        CASE WHEN plain LIKE '%_ _%' THEN array_to_string(list_sort(string_split(plain, ' ')), ' ') END AS full_name,
        nullif(plain, '') AS plain,
        lower(trim(company)) AS company_key,
        split_part(mail, '@', 2) AS domain,
        regexp_matches(mail, $shared_box) AS is_shared, regexp_matches(mail, $free_mail) AS is_free
    FROM given
),
by_mail AS (
    SELECT mail, CASE WHEN is_shared THEN coalesce(plain, '') END AS who, min(place) AS first
    FROM keyed WHERE mail IS NOT NULL GROUP BY ALL HAVING count(*) > 1
),
by_phone AS (
    SELECT digits, plain, min(place) AS first FROM keyed
    WHERE digits IS NOT NULL AND plain IS NOT NULL GROUP BY ALL HAVING count(*) > 1
),
by_company AS (
    SELECT company_key, full_name, min(place) AS first FROM keyed
    WHERE company_key <> '' AND full_name IS NOT NULL GROUP BY ALL HAVING count(*) > 1
),
by_domain AS (
    SELECT domain, full_name, min(place) AS first FROM keyed
    WHERE mail IS NOT NULL AND NOT is_free AND full_name IS NOT NULL GROUP BY ALL HAVING count(*) > 1
),
small AS (
    SELECT domain FROM keyed WHERE mail IS NOT NULL AND NOT is_free AND full_name IS NOT NULL
    GROUP BY domain HAVING count(*) BETWEEN 2 AND 10
),
likely AS (
    SELECT k.place, b.first, 1 AS rank FROM keyed AS k INNER JOIN by_mail AS b
        ON b.mail = k.mail AND b.who IS NOT DISTINCT FROM CASE WHEN k.is_shared THEN coalesce(k.plain, '') END
    UNION ALL
    SELECT k.place, b.first, 2 FROM keyed AS k INNER JOIN by_phone AS b ON b.digits = k.digits AND b.plain = k.plain
    UNION ALL
    SELECT k.place, b.first, 3 FROM keyed AS k
        INNER JOIN by_company AS b ON b.company_key = k.company_key AND b.full_name = k.full_name
    UNION ALL
    SELECT k.place, b.first, 4 FROM keyed AS k
        INNER JOIN by_domain AS b ON b.domain = k.domain AND b.full_name = k.full_name
    UNION ALL
    SELECT b.place, a.place, 5 FROM small
        INNER JOIN keyed AS a ON a.domain = small.domain INNER JOIN keyed AS b ON b.domain = small.domain
    WHERE a.place < b.place AND a.full_name <> b.full_name
        AND levenshtein(a.full_name, b.full_name) = 1 AND length(a.full_name) >= 9
),
strongest AS (
    SELECT place, min_by(first, rank) AS first, min(rank) AS rank FROM likely WHERE place > first GROUP BY place
)
SELECT k.record, k.name, k.email, k.phone, k.company, k.owner, k.created_at, f.record AS same_as, s.rank
FROM strongest AS s INNER JOIN keyed AS k ON k.place = s.place INNER JOIN keyed AS f ON f.place = s.first
