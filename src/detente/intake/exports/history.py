"""Changes of fields: histories, properties over time and versions of records, and what they tell of a lead's way."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from detente.intake.exports.quoting import literal
from detente.intake.exports.records import statement
from detente.intake.exports.uses import RawFile

FIELDS = {
    "stage": (
        "stagename",
        "dealstage",
        "stage",
        "lifecyclestage",
        "hslifecyclestage",
        "phase",
        "etapa",
        "etape",
        "fase",
        "estagio",
        "etapadelnegocio",
        "phasedelatransaction",
        "dealfase",
    ),
    "status": (
        "status",
        "leadstatus",
        "hsleadstatus",
        "estado",
        "statut",
        "stato",
        "estadodellead",
        "statutdelapiste",
    ),
    "owner": (
        "owner",
        "ownerid",
        "hubspotownerid",
        "ownerassignment",
        "contactowner",
        "dealowner",
        "inhaber",
        "propietario",
        "proprietaire",
        "eigenaar",
        "proprietario",
        "titolare",
    ),
    "amount": ("amount", "betrag", "importe", "montant", "bedrag", "valor", "importo"),
    "expected_on": (
        "closedate",
        "schlusstermin",
        "abschlussdatum",
        "fechadecierre",
        "datedecloture",
        "datedefermeture",
        "sluitingsdatum",
        "datadefechamento",
        "datachiusura",
        "datadichiusura",
    ),
    "converted": ("leadconverted", "converted"),
}


def fill(connection: duckdb.DuckDBPyConnection, files: Sequence[RawFile], views: dict[int, str]) -> None:
    """Fill `changes`."""
    parts = []
    for file in files:
        if file.fills == "changes" and file.shape and file.shape.of:
            parts.append(_of_file(file, views[file.number]))
    if not parts:
        return
    connection.execute(f"CREATE OR REPLACE TEMP VIEW said AS {' UNION ALL BY NAME '.join(parts)}")
    connection.execute(statement("changes").replace("{field}", _field("s.field")))


def date_leads(connection: duckdb.DuckDBPyConnection) -> None:
    """Dates of leads that the changes of their stages tell, where the records themselves do not."""
    for one in statement("from_changes").split(";"):
        connection.execute(one)


def _field(cell: str) -> str:
    """The name of a field as ours, or as the export's own."""
    plain = f"regexp_replace(lower(strip_accents({cell})), '^propert(y|ies)[_.]|[^a-z0-9]', '', 'g')"
    told = " ".join(
        f"WHEN {plain} IN ({', '.join(literal(word) for word in words)}) THEN {literal(name)}"
        for name, words in FIELDS.items()
    )
    return f"CASE {told} ELSE {cell} END"


def _of_file(file: RawFile, view: str) -> str:
    """The changes in a file; versions of records become one line for each field of which they tell."""
    assert file.shape is not None
    of = literal(file.shape.of)
    head = f'SELECT change, file_no, row_no, {of} AS object, record, "by", "at"'
    where = f"FROM {view} WHERE record IS NOT NULL AND NOT coalesce(_deleted, FALSE)"
    if "field" in file.uses:
        knows_old = str("old" in file.uses).upper()
        return f"{head}, field, old, new, {knows_old} AS knows_old {where}"
    versions = {
        "stage": "coalesce(_stage, new)",
        "amount": "_amount",
        "expected_on": "strftime(_expected, '%Y-%m-%d')",
    }
    head = f"{head}, NULL AS old, FALSE AS knows_old"
    return " UNION ALL BY NAME ".join(
        f"{head}, {literal(name)} AS field, {cell} AS new FROM {view} WHERE record IS NOT NULL AND {cell} IS NOT NULL"
        for name, cell in versions.items()
    )
