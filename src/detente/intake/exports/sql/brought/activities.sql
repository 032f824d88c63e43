SELECT external_id, lead, owner, channel, disposition, strftime("at", '%Y-%m-%d %H:%M:%SZ') AS "at"
FROM work WHERE lead IS NOT NULL AND is_done AND NOT coalesce(is_inbound, FALSE) AND disposition IS NOT NULL AND "at" IS NOT NULL
ORDER BY work."at", external_id, lead
