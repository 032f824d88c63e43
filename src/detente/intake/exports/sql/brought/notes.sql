-- A call whose result nobody wrote down is kept as what it is: a note that it took place.
SELECT external_id, lead, owner, strftime("at", '%Y-%m-%d %H:%M:%SZ') AS "at", concat_ws(': ', kind, outcome) AS note
FROM work WHERE lead IS NOT NULL AND is_done AND NOT coalesce(is_inbound, FALSE) AND disposition IS NULL AND "at" IS NOT NULL
ORDER BY work."at", external_id, lead
