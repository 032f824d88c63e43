"""Records joined where one file names another's: leads and their deals, contacts of deals, names of campaigns."""

from __future__ import annotations

import duckdb

from detente.intake.exports import values
from detente.intake.exports.quoting import identifier
from detente.intake.exports.records import statement
from detente.intake.exports.uses import RawFile
from detente.intake.exports.words import by_word

# Table of relations -> record table, its key, the column to fill, and which key of the relation is which.
RELATIONS = {
    "contactid-dealid": ("deals", "deal", "person", "dealid", "contactid"),
    "dealid-companyid": ("deals", "deal", "account", "dealid", "companyid"),
    "contactid-engagementid": ("activities", "activity", "person", "engagementid", "contactid"),
    "dealid-engagementid": ("activities", "activity", "deal", "engagementid", "dealid"),
    "companyid-engagementid": ("activities", "activity", "account", "engagementid", "companyid"),
}


def relate(connection: duckdb.DuckDBPyConnection, files: list[RawFile]) -> None:
    """Fill references from tables that say which records belong together."""
    for file in files:
        known = RELATIONS.get(file.shape.of) if file.shape and file.fills == "relations" else None
        if known is None:
            continue
        table, key, column, own, other = known
        words = by_word(file.headers)
        mine, theirs = (values.key(identifier(words[word])) for word in (own, other))
        told = f"SELECT {mine} AS own, min({theirs}) AS other FROM {file.table} GROUP BY 1"
        connection.execute(
            f"UPDATE {table} SET {column} = coalesce({table}.{column}, r.other) FROM ({told}) AS r "
            f"WHERE r.own = {table}.{key}"
        )


def contacts_of_deals(connection: duckdb.DuckDBPyConnection, files: list[RawFile]) -> None:
    """`deal_contacts`: every contact of a deal, where a cell names several."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE deal_contacts (file_no BIGINT, row_no BIGINT, person VARCHAR)"
    )
    for file in files:
        if file.fills != "deals":
            continue
        for use in file.uses.get("person", ()):
            one, cell = values.key("said"), identifier(use.header)
            cells = f"SELECT file_no, row_no, unnest(string_split({cell}, ';')) AS said FROM {file.table}"
            connection.execute(
                f"INSERT INTO deal_contacts SELECT file_no, row_no, {one} FROM ({cells}) WHERE {one} IS NOT NULL"
            )


def link(connection: duckdb.DuckDBPyConnection, files: list[RawFile]) -> None:
    """Fill in what follows from other records, and never what merely may."""
    contacts_of_deals(connection, files)
    for one in statement("links").split(";"):
        if one.strip():
            connection.execute(one)
