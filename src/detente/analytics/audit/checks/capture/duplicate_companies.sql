-- Companies that are an earlier one once more: by name without its legal form, by domain, or a letter apart.
WITH given AS (
    SELECT record, name, domain, owner, place,
        trim(regexp_replace(strip_accents(lower(translate(name, '.''’', ''))), '[^a-z0-9&]+', ' ', 'g')) AS plain,
        nullif(regexp_extract(lower(trim(domain)), '^(?:https?://)?(?:www\d?\.)?([^/:?@ ]+\.[a-z]{2,})(?:[/:?].*)?$', 1), '')
            AS host
    FROM ({companies}) AS companies
),
keyed AS MATERIALIZED (
    SELECT record, name, domain, owner, place, host,
        replace(coalesce(nullif(trim(regexp_replace(' ' || plain || ' ', $legal_forms, ' ', 'g')), ''), plain), ' ', '') AS core
    FROM given
),
by_name AS (SELECT core, min(place) AS first FROM keyed WHERE length(core) > 1 GROUP BY core HAVING count(*) > 1),
by_host AS (
    SELECT host, min(place) AS first FROM keyed WHERE host IS NOT NULL AND NOT regexp_matches('@' || host, $free_mail)
    GROUP BY host HAVING count(*) > 1
),
small AS (
    SELECT left(core, 6) AS block FROM keyed WHERE length(core) >= 8
    GROUP BY left(core, 6) HAVING count(*) BETWEEN 2 AND 20
),
blocked AS (
    SELECT k.place, k.core, k.host, small.block
    FROM keyed AS k INNER JOIN small ON small.block = left(k.core, 6) WHERE length(k.core) >= 8
),
likely AS (
    SELECT k.place, b.first, CASE WHEN k.host IS NULL OR f.host IS NULL OR k.host = f.host THEN 1 ELSE 3 END AS rank
    FROM keyed AS k INNER JOIN by_name AS b ON b.core = k.core INNER JOIN keyed AS f ON f.place = b.first
    UNION ALL
    SELECT k.place, b.first, CASE WHEN jaro_winkler_similarity(k.core, f.core) >= 0.85
        OR contains(k.core, f.core) OR contains(f.core, k.core) THEN 2 ELSE 5 END
    FROM keyed AS k INNER JOIN by_host AS b ON b.host = k.host INNER JOIN keyed AS f ON f.place = b.first
    UNION ALL
    SELECT b.place, a.place, 4 FROM blocked AS a INNER JOIN blocked AS b ON b.block = a.block
    WHERE a.place < b.place AND a.core <> b.core AND damerau_levenshtein(a.core, b.core) = 1
        AND regexp_replace(a.core, '[^0-9]', '', 'g') = regexp_replace(b.core, '[^0-9]', '', 'g')
        AND coalesce(a.host, b.host, '') = coalesce(b.host, a.host, '')
),
strongest AS (
    SELECT place, min_by(first, rank) AS first, min(rank) AS rank FROM likely WHERE place > first GROUP BY place
)
SELECT k.record, k.name, k.domain, k.owner, f.record AS same_as, f.name AS same_name, s.rank
FROM strongest AS s INNER JOIN keyed AS k ON k.place = s.place INNER JOIN keyed AS f ON f.place = s.first
