-- Each lead once, by the hand-over that was accepted last (else the last one): its band then, and what became of it.
WITH given AS (
    SELECT h.handoff_id, h.group_key, h.to_id, h.band, h.score, h.playbook, h.dated_at,
        CASE WHEN coalesce(h.answered_at, $as_of) <= h.cutoff_at THEN h.answer END AS answer,
        h.milestone = 'won' AND coalesce(h.won_at, h.closed_at, $as_of) <= h.cutoff_at AS won,
        h.closed_at IS NULL OR h.closed_at > h.cutoff_at AS is_open,
        h.dated_at <= $mature_before AS mature,
        coalesce(h.dated_at < $truncated_before, FALSE) AS truncated
    FROM handovers AS h
    WHERE h.kind = 'handed_over' AND h.nth_last = 1
),
-- Bands from the highest points to the lowest, as they were handed over.
ranked AS (
    SELECT b.band, row_number() OVER (ORDER BY b.score DESC NULLS LAST, b.band) AS place,
        count(*) OVER () AS bands
    FROM (SELECT g.band, avg(g.score) AS score FROM given AS g WHERE g.band IS NOT NULL GROUP BY g.band) AS b
),
counted AS (
    SELECT g.handoff_id, g.group_key, g.to_id, g.band AS of_band, g.playbook AS of_version, g.score,
        TRUE AS handoffs,
        coalesce(g.answer IN ('accepted', 'rejected'), FALSE) AS answered,
        coalesce(g.answer = 'accepted', FALSE) AS accepted,
        coalesce(g.answer = 'rejected', FALSE) AS rejected,
        g.won,
        g.mature,
        g.is_open AND NOT g.mature AND NOT g.won AS immature,
        g.truncated,
        g.mature AND NOT g.truncated AS judged,
        g.mature AND NOT g.truncated AND g.won AS judged_won,
        coalesce(g.answer = 'rejected' AND k.place = 1 AND k.bands > 1, FALSE) AS high_rejected,
        coalesce(g.won AND k.place = k.bands AND k.bands > 1, FALSE) AS low_won,
        g.band IS NULL AS without_band
    FROM given AS g
    LEFT JOIN ranked AS k ON k.band = g.band
)
SELECT CASE WHEN grouping(e.of_band) = 0 THEN 'bands' END AS beside, e.group_key, e.of_band, e.of_version,
    CASE WHEN min(e.to_id) = max(e.to_id) THEN min(e.to_id) END AS rep_id,
    avg(e.score) AS mean_score,
    count(*) AS handoffs,
    count(*) FILTER (WHERE e.answered) AS answered,
    count(*) FILTER (WHERE e.accepted) AS accepted,
    count(*) FILTER (WHERE e.rejected) AS rejected,
    count(*) FILTER (WHERE e.won) AS won,
    count(*) FILTER (WHERE e.mature) AS mature,
    count(*) FILTER (WHERE e.immature) AS immature,
    count(*) FILTER (WHERE e.truncated) AS truncated,
    count(*) FILTER (WHERE e.judged) AS judged,
    count(*) FILTER (WHERE e.judged_won) AS judged_won,
    count(*) FILTER (WHERE e.high_rejected) AS high_rejected,
    count(*) FILTER (WHERE e.low_won) AS low_won,
    count(*) FILTER (WHERE e.without_band) AS without_band
FROM counted AS e
GROUP BY GROUPING SETS ((e.group_key), (e.of_version, e.of_band))
