-- Versions of the agreement.
SELECT
    b.version AS playbook,
    b.effective_at
FROM crm_playbook AS b
