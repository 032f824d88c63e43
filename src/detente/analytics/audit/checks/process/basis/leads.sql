-- Leads with their work and what can be said of their state; one row for each row of leads.
-- Who only subscribed has asked for nothing; what was turned away unasked needs no answer.
CREATE TABLE IF NOT EXISTS lead_state AS
-- A status that nobody can place is no open one; nor is a lead open where an export tells no ends at all.
WITH unknown AS (
    SELECT DISTINCT stage FROM stages WHERE object = 'leads' AND milestone IS NULL AND exit IS NULL AND stage IS NOT NULL
),
told AS (
    SELECT (SELECT count(*) FROM files) > 0
        AND count(coalesce(status, exit)) + count(closed_at) + count(converted_at) + count(is_converted) = 0 AS is_silent
    FROM leads
),
state AS (
    SELECT l.lead, l.name, l.email, l.person, l.owner, l.source, l.status, l.milestone, l.exit, l.reason, l.deal,
        l.created_at, l.closed_at, l.return_on,
        coalesce(l.is_converted, l.converted_at IS NOT NULL) AS is_converted,
        l.closed_at IS NULL AND l.exit IS NULL AND NOT coalesce(l.is_converted, l.converted_at IS NOT NULL)
            AND u.stage IS NULL AND NOT t.is_silent AND coalesce(l.milestone, '') NOT IN ('won', 'exit') AND NOT coalesce(l.status, '') ILIKE 'subscriber' AS is_open,
        u.stage IS NOT NULL AS is_unplaced,
        coalesce(w.works, 0) AS works,
        greatest(coalesce(w.attempts, 0), coalesce(l.touches, 0)) AS attempts,
        coalesce(w.works, 0) > 0 OR coalesce(l.touches, 0) > 0 OR l.worked_at IS NOT NULL
            OR l.last_worked_at IS NOT NULL AS is_touched,
        coalesce(w.first_at, CASE WHEN l.worked_at >= l.created_at THEN l.worked_at END) AS first_at,
        coalesce(w.is_before, FALSE) OR coalesce(l.worked_at < l.created_at - INTERVAL 1 DAY, FALSE) AS is_before,
        greatest(w.last_at, l.last_worked_at, l.worked_at) AS last_at,
        coalesce(w.has_met OR w.replied_at >= w.first_at, FALSE) AS has_replied,
        coalesce(
            l.is_converted OR l.converted_at IS NOT NULL OR l.accepted_at IS NOT NULL
            OR l.milestone IN ('sal', 'sql', 'proposal', 'won') OR l.exit IN ('disqualified', 'unreached', 'lost')
            OR (
                regexp_matches(
                    coalesce(l.status, ''),
                    '(?i)contacted|attempt|working|in progress|connected|engaged|spoke|kontaktiert|in bearbeitung'
                )
                AND NOT regexp_matches(coalesce(l.status, ''), '(?i)\b(not|no|never|nicht|to be|un(contact|reach|touch|work)\w*)\b')
            ), FALSE
        ) AS says_worked
    FROM leads AS l
    LEFT JOIN lead_work AS w ON l.lead = w.lead
    LEFT JOIN unknown AS u ON l.status = u.stage
    CROSS JOIN told AS t
)
SELECT * EXCLUDE (is_unplaced), first_at IS NULL AND NOT is_unplaced AND NOT is_touched AND NOT says_worked
        AND coalesce(exit, '') NOT IN ('rejected', 'joined') AND NOT coalesce(status, '') ILIKE 'subscriber' AS is_unanswered
FROM state
