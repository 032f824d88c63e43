-- Records whose whole name is a word for trying out, or whose address is one.
SELECT object, record, name, email, company
FROM (
    SELECT 'leads' AS object, lead AS record, name, email, company FROM leads
    UNION ALL SELECT 'people', person, name, email, NULL FROM people
    UNION ALL SELECT 'accounts', account, name, NULL, NULL FROM accounts
    UNION ALL SELECT 'deals', deal, name, NULL, NULL FROM deals
) AS named
WHERE regexp_matches(
        lower(trim(name)),
        '^(test(s|e[rd]|ing)?|asdf\w*|sdfg\w*|qwert[yz]?\w*|dummy|fake|foo ?bar|lorem ipsum|do not use|x{3,}|abc ?123)'
        || '([ _-]*(leads?|users?|accounts?|company|contacts?|persons?|records?|deals?|opportunity|import|form|name|mail'
        || '|e-?mail|[0-9]+|test(er|ing)?|dummy))*$'
    )
    OR regexp_matches(lower(trim(email)), '^((test(er|ing|user|mail|lead)?|asdf\w*|qwert[yz]\w*)[0-9]*@.+|.+@asdf\w*\.[a-z]+)$')
