-- How many leads came how far, by source and matured or not.
SELECT source,
    CASE WHEN created_at IS NULL OR $matured_to IS NULL THEN 'undated'
        WHEN created_at < $truncated_before THEN 'truncated'
        WHEN created_at < $matured_to THEN 'matured'
        ELSE 'young' END AS cohort,
    count(*) AS leads,
    count(*) FILTER (WHERE reached >= 1) AS qualified,
    count(*) FILTER (WHERE reached >= 2) AS accepted,
    count(*) FILTER (WHERE reached >= 3) AS deal,
    count(*) FILTER (WHERE reached >= 5) AS won,
    count(*) FILTER (WHERE is_past_unknown AND reached < 1) AS untold,
    count(*) FILTER (WHERE is_past_unknown AND reached < 2) AS untold_accepted,
    count(*) FILTER (WHERE (is_past_unknown OR is_end_unknown) AND reached < 3) AS untold_deal,
    count(*) FILTER (WHERE is_end_unknown) AS unsaid
FROM lead_path
GROUP BY ALL
