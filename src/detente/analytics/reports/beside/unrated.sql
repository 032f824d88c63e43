-- Costs of the period whose amount in the organisation's currency is not known.
SELECT count(*) AS costs
FROM costs AS k
WHERE k.base_minor IS NULL AND k.amount_minor IS NOT NULL AND NOT coalesce(k.currency = $currency, k.currency IS NULL)
    AND k.on_day >= coalesce($from_on, k.on_day) AND k.on_day <= coalesce($to_on, k.on_day)
