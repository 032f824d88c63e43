SELECT external_id, lead, CASE kind WHEN 'message' THEN 'form' ELSE 'reply' END AS kind, strftime("at", '%Y-%m-%d %H:%M:%SZ') AS "at"
FROM work WHERE lead IS NOT NULL AND is_done AND is_inbound AND "at" IS NOT NULL
ORDER BY work."at", external_id, lead
