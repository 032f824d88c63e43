-- Currency rates by day.
SELECT
    r.day AS on_day,
    r.currency,
    r.rate
FROM crm_fx_rate AS r
