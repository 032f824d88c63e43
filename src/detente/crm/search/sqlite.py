"""The index on SQLite: an FTS5 table for each kind, kept by triggers. Its tokenizer folds case and accents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from detente.crm.search.documents import DOCUMENTS, Document
from detente.crm.search.folding import LETTERS, spelled_out

# Positions are not kept: no phrase is asked for, and the index is a third of the size. Beginnings of up to eight
# letters have lists of their own: else "compan" would gather the words of every company12, company13 ...
TABLE = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS {index} USING fts5("
    "words, detail = none, columnsize = 0, prefix = '1 2 3 4 5 6 7 8', tokenize = \"unicode61 remove_diacritics 2\")"
)

HELD = "crm_search_held"
"""While it has a row, the triggers on new rows wait: whoever put it there indexes the whole set."""
_FREE = f"NOT EXISTS (SELECT 1 FROM {HELD})"


def tables() -> Iterator[str]:
    """Statements that make the tables of the index."""
    yield f"CREATE TABLE IF NOT EXISTS {HELD} (held INTEGER PRIMARY KEY)"
    for document in DOCUMENTS:
        yield TABLE.format(index=document.index)


def expression(document: Document) -> str:
    """The indexed words of a record, as SQL."""
    whole = " || ' ' || ".join(document.parts)
    for letter, plain in LETTERS.items():
        whole = f"replace({whole}, '{letter}', '{plain}')"
    return whole


def _insert(document: Document, where: str) -> str:
    return (
        f"INSERT INTO {document.index} (rowid, words) SELECT r.id, {expression(document)} "
        f"FROM {document.rows} WHERE {document.living} AND {where};"
    )


def _again(document: Document, where: str) -> str:
    """Index anew the records for which `where` holds."""
    found = f"SELECT r.id FROM {document.table} AS r WHERE {where}"
    return f"DELETE FROM {document.index} WHERE rowid IN ({found}); {_insert(document, where)}"


def triggers() -> Iterator[tuple[str, str, str]]:
    """Name, table and statement of each trigger."""
    for one in DOCUMENTS:
        itself = "r.id = NEW.id"
        changed = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in one.columns)
        gone = f"DELETE FROM {one.index} WHERE rowid = OLD.id;"
        yield _trigger(f"{one.index}_insert", "INSERT", one.table, _insert(one, itself), _FREE)
        columns = ", ".join(one.columns)
        yield _trigger(
            f"{one.index}_update", f"UPDATE OF {columns}", one.table, gone + _insert(one, itself), changed
        )
        yield _trigger(f"{one.index}_delete", "DELETE", one.table, gone)
        if one.of_account:
            again = _again(one, "r.account_id = NEW.id")
            yield _trigger(f"{one.index}_account_insert", "INSERT", "crm_account", again, _FREE)
            renamed = "OLD.name IS NOT NEW.name"
            yield _trigger(f"{one.index}_account_update", "UPDATE OF name", "crm_account", again, renamed)


def _trigger(name: str, verb: str, table: str, body: str, when: str = "") -> tuple[str, str, str]:
    condition = f"WHEN {when} " if when else ""
    return name, table, f"CREATE TRIGGER {name} AFTER {verb} ON {table} {condition}BEGIN {body} END"


class OfSets:
    """The index brought up to date once for a set of new rows: a trigger flushes FTS5 for every row."""

    def hold(self, cursor: Any) -> None:
        """No trigger indexes the rows that come now."""
        cursor.execute(f"INSERT INTO {HELD} (held) VALUES (1)")

    def catch_up(self, cursor: Any, table: str, first: int, last: int) -> None:
        """Index the new rows with these keys, and people and deals that named a new account before it came."""
        for document in DOCUMENTS:
            if document.table == table:
                # Rows of the same table with other columns may lie between these, and be indexed already.
                cursor.execute(f"DELETE FROM {document.index} WHERE rowid BETWEEN {first} AND {last}")
                cursor.execute(_insert(document, f"r.id BETWEEN {first} AND {last}"))
            elif document.of_account and table == "crm_account":
                named = f"r.account_id BETWEEN {first} AND {last}"
                for statement in _again(document, named).split("; "):
                    cursor.execute(statement)
        cursor.execute(f"DELETE FROM {HELD}")


def filled(document: Document) -> Iterator[str]:
    """Statements that fill the index of a kind anew."""
    yield f"DELETE FROM {document.index}"
    yield _insert(document, "TRUE").rstrip(";")
    yield f"INSERT INTO {document.index} ({document.index}) VALUES ('optimize')"


def differing(document: Document) -> str:
    """Keys of records whose entry is not what the tables say, and of entries without a living record."""
    return f"""
        SELECT r.id FROM {document.rows} LEFT JOIN {document.index} AS s ON s.rowid = r.id
        WHERE {document.living} AND s.words IS NOT ({expression(document)})
        UNION ALL
        SELECT s.rowid FROM {document.index} AS s
        WHERE s.rowid NOT IN (SELECT r.id FROM {document.table} AS r WHERE {document.living})
    """


def matching(
    document: Document, whole: Sequence[str], begun: Sequence[str], most: int
) -> tuple[str, list[object]]:
    """A query for the newest `most` keys, and its parameters: every one of `whole` and what begins as `begun`.

    Each word is quoted, so that the syntax of FTS5 is never read out of it.
    """
    asked = [f'"{spelled_out(word)}"' for word in whole] + [f'"{spelled_out(word)}" *' for word in begun]
    statement = (
        f"SELECT rowid FROM {document.index} WHERE {document.index} MATCH %s ORDER BY rowid DESC LIMIT %s"
    )
    return statement, [" AND ".join(asked), most]
