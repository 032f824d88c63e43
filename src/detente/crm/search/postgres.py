"""The index on PostgreSQL: a tsvector with GIN for each kind, kept by triggers. No extension is needed.

The words are cut and folded by our own function: the built-in parser keeps an address or a hyphenated
name as one word, which then is not found by its parts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from detente.crm.search.documents import DOCUMENTS, Document
from detente.crm.search.folding import LETTERS, MARKS, SEPARATORS, fold


def _escaped(text: str) -> str:
    """The inside of a character class with every letter as \\uXXXX."""
    return "".join(letter if letter == "-" else f"\\u{ord(letter):04x}" for letter in text)


def functions(collation: str) -> Iterator[str]:
    """`detente_words(text)`: the folded words of a text. `collation` makes all letters small, not only ASCII's."""
    folded = f"lower($1 COLLATE {collation})"
    for letter, plain in LETTERS.items():
        folded = f"replace({folded}, '{letter}', '{plain}')"
    stripped = f"regexp_replace(normalize({folded}, NFD), '[{_escaped(MARKS)}]', '', 'g')"
    parted = f"regexp_replace(normalize({stripped}, NFC), '[{_escaped(SEPARATORS)}]+', ' ', 'g')"
    yield f"""
        CREATE OR REPLACE FUNCTION detente_words(text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT array_to_tsvector(array_remove(string_to_array({parted}, ' '), '')) $$
    """
    for document in DOCUMENTS:
        yield _procedure(f"{document.index}_inserted", _insert(document, "r.id IN (SELECT id FROM fresh)"))
        gone = f"DELETE FROM {document.index} WHERE id = OLD.id;"
        yield _procedure(f"{document.index}_updated", gone + _insert(document, "r.id = NEW.id"))
        yield _procedure(f"{document.index}_deleted", gone)
        yield _procedure(f"{document.index}_emptied", f"TRUNCATE {document.index};")
        if document.of_account:
            # Whoever adds a person to the account meanwhile has read the old name: wait for them, let others wait.
            waits = f"LOCK TABLE {document.table} IN SHARE MODE;"
            yield _procedure(f"{document.index}_renamed", waits + _again(document, "r.account_id = NEW.id"))
            fresh = "r.account_id IN (SELECT id FROM fresh)"
            yield _procedure(f"{document.index}_named", _insert(document, fresh))


def _procedure(name: str, body: str) -> str:
    return f"""
        CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN {body} RETURN NULL; END $$
    """


def tables() -> Iterator[str]:
    """Statements that make the tables of the index."""
    for document in DOCUMENTS:
        yield f"CREATE TABLE IF NOT EXISTS {document.index} (id bigint PRIMARY KEY, words tsvector NOT NULL)"
        yield f"CREATE INDEX IF NOT EXISTS {document.index}_words ON {document.index} USING gin (words)"


def expression(document: Document) -> str:
    """The indexed words of a record, as SQL."""
    parts = " || ' ' || ".join(document.parts)
    return f"detente_words({parts})"


def _insert(document: Document, where: str) -> str:
    return (
        f"INSERT INTO {document.index} (id, words) SELECT r.id, {expression(document)} "
        f"FROM {document.rows} WHERE {document.living} AND {where} "
        "ON CONFLICT (id) DO UPDATE SET words = excluded.words;"
    )


def _again(document: Document, where: str) -> str:
    found = f"SELECT r.id FROM {document.table} AS r WHERE {where}"
    return f"DELETE FROM {document.index} WHERE id IN ({found}); {_insert(document, where)}"


def triggers() -> Iterator[tuple[str, str, str]]:
    """Name, table and statement of each trigger."""
    for one in DOCUMENTS:
        yield _for_statement(f"{one.index}_insert", one.table, f"{one.index}_inserted")
        changed = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in one.columns)
        verb = f"UPDATE OF {', '.join(one.columns)}"
        yield _for_row(f"{one.index}_update", verb, one.table, f"{one.index}_updated", changed)
        yield _for_row(f"{one.index}_delete", "DELETE", one.table, f"{one.index}_deleted")
        name = f"{one.index}_truncate"
        yield (
            name,
            one.table,
            (
                f"CREATE TRIGGER {name} AFTER TRUNCATE ON {one.table} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {one.index}_emptied()"
            ),
        )
        if one.of_account:
            yield _for_statement(f"{one.index}_account_insert", "crm_account", f"{one.index}_named")
            renamed = "OLD.name IS DISTINCT FROM NEW.name"
            name = f"{one.index}_account_update"
            yield _for_row(name, "UPDATE OF name", "crm_account", f"{one.index}_renamed", renamed)


def _for_statement(name: str, table: str, function: str) -> tuple[str, str, str]:
    return name, table, (
        f"CREATE TRIGGER {name} AFTER INSERT ON {table} REFERENCING NEW TABLE AS fresh "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
    )  # fmt: skip


def _for_row(name: str, verb: str, table: str, function: str, when: str = "") -> tuple[str, str, str]:
    condition = f"WHEN ({when}) " if when else ""
    return (
        name,
        table,
        (
            f"CREATE TRIGGER {name} AFTER {verb} ON {table} FOR EACH ROW {condition}EXECUTE FUNCTION {function}()"
        ),
    )


def filled(document: Document) -> Iterator[str]:
    """Statements that fill the index of a kind anew."""
    yield f"DELETE FROM {document.index}"
    yield _insert(document, "TRUE").rstrip(";")


def differing(document: Document) -> str:
    """Keys of records whose entry is not what the tables say, and of entries without a living record."""
    return f"""
        SELECT r.id FROM {document.rows} LEFT JOIN {document.index} AS s ON s.id = r.id
        WHERE {document.living} AND s.words IS DISTINCT FROM {expression(document)}
        UNION ALL
        SELECT s.id FROM {document.index} AS s
        WHERE NOT EXISTS (SELECT 1 FROM {document.table} AS r WHERE {document.living} AND r.id = s.id)
    """


def matching(
    document: Document, whole: Sequence[str], begun: Sequence[str], most: int
) -> tuple[str, dict[str, object]]:
    """A query for the newest `most` keys, and its parameters: every one of `whole` and what begins as `begun`.

    The words hold neither quotes nor backslashes (both separate words), so that no syntax is read out of them.
    """
    # A common word stands in the newest rows, a rare one is found by the index; asked in one piece, the planner takes
    # every word for a common one and walks a million keys for a rare one.
    asked = [_word(word) for word in whole] + [_beginning(word) for word in begun]
    statement = f"""
        WITH newest AS MATERIALIZED (
            SELECT id FROM (SELECT id, words FROM {document.index} ORDER BY id DESC LIMIT %(looked_at)s) AS n
            WHERE words @@ %(asked)s::tsquery ORDER BY id DESC LIMIT %(most)s
        ), every AS MATERIALIZED (
            SELECT id FROM {document.index} WHERE words @@ %(by)s::tsquery AND (words || '') @@ %(asked)s::tsquery
            AND (SELECT count(*) FROM newest) < %(most)s
        )
        SELECT id FROM newest WHERE (SELECT count(*) FROM newest) >= %(most)s
        UNION ALL SELECT id FROM every ORDER BY id DESC LIMIT %(most)s
    """
    by = [_word(word) for word in whole] + _telling(whole, begun)
    return statement, {
        "asked": " & ".join(asked), "by": " & ".join(by), "most": most, "looked_at": max(5_000, 5 * most),
    }  # fmt: skip


def _telling(whole: Sequence[str], begun: Sequence[str]) -> list[str]:
    """The beginning that few rows are likely to have: the index collects every word that begins so, a million of
    a million for the beginning of "person", so that the others are compared row by row."""
    best = max((*whole, *begun), key=lambda word: len(word) * (4 if any(map(str.isdigit, word)) else 1))
    return [_beginning(best)] if best in begun else []


def _word(word: str) -> str:
    return f"'{fold(word)}'"


def _beginning(word: str) -> str:
    return f"'{fold(word)}':*"
