-- What an hour of each team costs, each from a day on.
SELECT t.team, t.month_on AS from_on, t.amount_minor, t.currency
FROM team_costs AS t
WHERE t.kind = 'hour'
ORDER BY t.team, t.month_on
