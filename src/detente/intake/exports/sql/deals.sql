WITH told AS (
    SELECT d.*, coalesce(o.name, d._owner_name, d.owner) AS who,
        CASE WHEN _is_won THEN 'won' WHEN _is_closed THEN 'lost'
             WHEN lower(_forecast) IN ('closed won', 'won', 'closed', 'gewonnen', 'ganado', 'gagné', 'ganho', 'vinto', 'vinta') THEN 'won'
             WHEN lower(_forecast) IN ('closed lost', 'lost', 'omitted', 'verloren', 'perdido', 'perdu', 'perso', 'persa') THEN 'lost'
             WHEN _forecast IS NOT NULL OR _is_closed = FALSE THEN 'open'
             WHEN lower(_state) IN ('open', 'won', 'lost') THEN lower(_state)
             WHEN lower(_state) IN ('offen', 'abierto', 'abierta', 'ouvert', 'ouverte', 'aberto', 'aberta', 'aperto', 'aperta', 'active') THEN 'open'
             WHEN lower(_state) IN ('gewonnen', 'ganado', 'ganada', 'gagné', 'gagnée', 'ganho', 'ganha', 'vinto', 'vinta') THEN 'won'
             WHEN lower(_state) IN ('verloren', 'perdido', 'perdida', 'perdu', 'perdue', 'perso', 'persa') THEN 'lost'
             WHEN lower(_state) IN ('abandoned', 'canceled', 'cancelled') THEN 'lost' END AS told_status
    FROM kept_deals AS d LEFT JOIN owners AS o ON o.key = d.owner
)
SELECT coalesce(deal, file_no || '-' || row_no) AS deal, file_no, row_no, name, account, person, lead, who AS owner, source,
    campaign, product, stage, told_status AS status, amount, currency, created_at,
    coalesce(expected_on, _close::DATE) AS expected_on, coalesce(closed_at, _close) AS closed_at, reason, last_worked_at,
    coalesce(touches, _touched) AS touches
FROM told
