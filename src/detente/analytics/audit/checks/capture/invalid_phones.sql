-- Different telephone numbers, every so-many-th of them, with the country they are told with.
SELECT phone, country, count(*) AS n
FROM (SELECT trim(phone) AS phone, trim(country) AS country FROM {table}) AS given
WHERE phone <> '' AND hash(phone) % $every = 0
GROUP BY phone, country
