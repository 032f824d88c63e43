-- What each version of the agreement says of its stages.
SELECT
    m.playbook,
    m.stage,
    m.milestone,
    CAST(m.expected_days AS bigint) AS expected_days
FROM agreed AS m
