-- What went out, with its reason and whether that says nothing.
SELECT object, record, name, owner, reason, closed_at,
    reason IS NULL OR regexp_matches(
        trim(lower(reason), ' .-_*?!'),
        '^(|others?|other reasons?|misc(ellaneous)?|none|no reason|n/?a|unknown|unspecified|not (specified|known|given)'
        || '|select|please (select|choose).*|choose|tbd|see (notes?|comments?)|divers(e|es)?|sonstiges?|andere(r|s)?'
        || '|unbekannt|keine angabe|(autre|otr[oa]|outr[oa]|ander|overige?)s?|altr[oie]|anders|andere reden|autre (raison|motif)|(otro|outro|altro) motivo'
        || '|otra razón|outra razão|altra ragione|(non|não|no) (spécifié|precisado|especificado|specificato)e?|niet opgegeven'
        || '|inconnue?|desconocid[oa]|desconhecid[oa]|onbekend|sconosciut[oa]|ningun[oa]|aucune?|nenhum[a]?|nessun[oa]|geen|keine)$'
    ) AS is_vague
FROM (
    SELECT 'deals' AS object, deal AS record, name, owner, nullif(trim(reason), '') AS reason, closed_at
    FROM deals WHERE status = 'lost'
    UNION ALL
    SELECT 'leads', lead, name, owner, nullif(trim(reason), ''), closed_at
    FROM leads WHERE exit IS NOT NULL AND exit NOT IN ('joined', 'recycled')
) AS went_out
