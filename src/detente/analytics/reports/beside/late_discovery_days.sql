-- Days that leads went on past the point of knowing, in tenths.
SELECT h.group_key, CAST(h.days * 10 AS BIGINT) AS tenths, count(*) AS leads
FROM lacking AS h
WHERE h.is_late AND h.days IS NOT NULL
GROUP BY h.group_key, CAST(h.days * 10 AS BIGINT)
