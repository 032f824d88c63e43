-- What is promised, and from when until when.
SELECT g.measure, g.per, g.starts_on, g.ends_on, g.amount, g.unit, g.playbook
FROM targets AS g
WHERE g.is_promise AND g.starts_on IS NOT NULL
