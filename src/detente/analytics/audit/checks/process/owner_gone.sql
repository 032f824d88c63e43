-- Keys, names and addresses of users who can't sign in any more, and that no active user has.
SELECT lower(trim(said))
FROM (
    SELECT u.is_active, unnest([u.user, u.name, u.email]) AS said FROM users AS u
) AS told
WHERE coalesce(trim(said), '') <> ''
GROUP BY 1
HAVING bool_and(is_active = FALSE)
