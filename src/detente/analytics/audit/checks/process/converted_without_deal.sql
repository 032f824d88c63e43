-- Converted leads that no deal can be found for: neither by their own key, nor by the deal's lead or person.
SELECT s.lead, s.name, s.owner, s.source, s.status, s.created_at
FROM lead_state AS s
WHERE s.is_converted AND s.deal IS NULL
    AND NOT EXISTS (SELECT 1 FROM deals AS d WHERE d.lead = s.lead)
    AND NOT EXISTS (SELECT 1 FROM deals AS d WHERE d.person = s.person)
