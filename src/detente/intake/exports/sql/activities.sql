WITH plain AS (
    SELECT a.*, coalesce(o.name, a._owner_name, a.owner) AS by_whom,
        lower(strip_accents(concat_ws(' ', a.kind, a._subtype))) AS words,
        lower(strip_accents(coalesce(a._status, a.outcome))) AS state
    FROM kept_activities AS a LEFT JOIN owners AS o ON o.key = a.owner
), told AS (
    SELECT *,
        CASE WHEN _form IS NOT NULL THEN 'message'
             WHEN regexp_matches(words, 'call|anruf|telefon|llamada|\bappel|gesprek|oproep|chamada|ligacao|chiamata') THEN 'call'
             WHEN regexp_matches(words, 'mail|courriel|correo') THEN 'mail'
             WHEN regexp_matches(words, 'meeting|demo|event|reunion|termin\b|vergadering|afspraak|reuniao|riunione|besprechung|rendez|lunch') THEN 'meeting'
             WHEN words LIKE '%sms%' OR words LIKE '%linked%' OR words LIKE '%whatsapp%' OR words LIKE '%communication%'
                 OR words LIKE '%chat%' OR words LIKE '%message%' THEN 'message'
             WHEN regexp_matches(words, 'note|notiz|\bnota\b|notitie|anotacao') THEN 'note'
             WHEN _call IS NOT NULL THEN 'call' WHEN _meeting IS NOT NULL THEN 'meeting' WHEN _mail IS NOT NULL THEN 'mail'
             WHEN _task IS NOT NULL THEN 'task' WHEN _note IS NOT NULL THEN 'note'
             WHEN starts_with(lower(_subject), 'call') THEN 'call' WHEN starts_with(lower(_subject), 'email') THEN 'mail'
             ELSE 'task' END AS what
    FROM plain
), done AS (
    SELECT *,
        CASE WHEN _closed THEN TRUE
             -- HubSpot leaves a meeting as scheduled after its day unless somebody says how it went: that is not told.
             WHEN what = 'meeting' AND state = 'scheduled' AND coalesce("at", created_at) <= now()::TIMESTAMP THEN NULL
             WHEN state IN ('completed', 'complete', 'closed', 'done', 'held', 'sent', 'connected', 'erledigt', 'abgeschlossen',
                 'completada', 'completado', 'finalizada', 'terminee', 'termine', 'achevee', 'voltooid', 'concluida', 'concluido',
                 'completata', 'completato') THEN TRUE
             WHEN state IN ('not started', 'not_started', 'in progress', 'in_progress', 'waiting', 'waiting on someone else',
                 'deferred', 'planned', 'scheduled', 'open', 'canceled', 'cancelled', 'no show', 'no_show', 'rescheduled',
                 'nicht begonnen', 'in bearbeitung', 'offen', 'no iniciada', 'no iniciado', 'sin empezar', 'en curso', 'en progreso',
                 'pendiente', 'aplazada', 'non commencee', 'non commence', 'en cours', 'en attente', 'reportee', 'niet gestart',
                 'niet begonnen', 'wordt uitgevoerd', 'in behandeling', 'uitgesteld', 'nao iniciada', 'nao iniciado', 'em andamento',
                 'pendente', 'adiada', 'non iniziata', 'non iniziato', 'in corso', 'in attesa', 'rinviata') THEN FALSE
             WHEN _closed = FALSE THEN FALSE
             WHEN what <> 'task' AND coalesce("at", created_at) <= now()::TIMESTAMP THEN TRUE
             WHEN what <> 'task' AND coalesce("at", created_at) > now()::TIMESTAMP THEN FALSE END AS happened
    FROM told
)
SELECT coalesce(activity, d.file_no || '-' || d.row_no) AS activity, d.file_no, d.row_no,
    coalesce(d.lead, CASE WHEN d._who LIKE '00Q%' THEN d._who WHEN d.person IS DISTINCT FROM d._who THEN wl.lead END,
        CASE WHEN wd.deal IS NULL AND wa.account IS NULL THEN al.lead END) AS lead,
    coalesce(d.person, CASE WHEN d._who LIKE '00Q%' OR wl.lead IS NOT NULL THEN NULL ELSE d._who END) AS person,
    coalesce(d.account, CASE WHEN d._what LIKE '001%' THEN d._what ELSE wa.account END) AS account,
    coalesce(d.deal, CASE WHEN d._what LIKE '006%' THEN d._what ELSE wd.deal END) AS deal,
    d.by_whom AS owner, d.what AS kind, d.outcome, d.happened AS is_done,
    CASE WHEN d._form IS NOT NULL THEN TRUE
         WHEN lower(d._direction) IN ('inbound', 'incoming', 'incoming_email', 'received', 'true', 'eingehend', 'incoming email',
             'entrante', 'entrant', 'appel entrant', 'inkomend', 'recebida', 'recebido', 'de entrada', 'in entrata') OR d.words LIKE '%incoming%' THEN TRUE
         WHEN d._direction IS NOT NULL THEN FALSE END AS is_inbound,
    coalesce(CASE WHEN d.happened THEN d._completed END, d."at", d.created_at) AS "at", d.created_at
FROM done AS d
LEFT JOIN lead_keys AS wl ON wl.lead = d._who
-- Zoho's calls name their lead as what they relate to; where a file has a column of leads, that one tells.
LEFT JOIN lead_keys AS al ON al.lead = d._what AND d.file_no NOT IN (SELECT file_no FROM kept_activities WHERE lead IS NOT NULL)
LEFT JOIN deal_keys AS wd ON wd.deal = d._what
LEFT JOIN account_keys AS wa ON wa.account = d._what
