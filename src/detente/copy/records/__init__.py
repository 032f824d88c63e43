"""The CRM's own rows as the record tables of an audit: what foreign exports are read into, from here at first hand.

`<table>.sql` says how a record table is read. Added fields stand in `custom` and become columns of the raw tables.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

import duckdb

from detente.analytics.audit.evidence import Evidence, create
from detente.analytics.audit.tables import RECORDS, Table
from detente.analytics.contract.column import Column
from detente.copy.agreed import agreed
from detente.copy.arrays import arrays
from detente.copy.extract import Extract
from detente.copy.reading import statement
from detente.copy.snapshot import Snapshot, snapshot
from detente.crm.people.money import exponent
from detente.crm.playbook.actions import current

Progress = Callable[[str, int, int], None]
CUSTOM = {"leads": "lead", "people": "person", "accounts": "account", "deals": "deal"}
FIELDS: dict[str, dict[str, str]] = {
    "leads": {
        "name": "Name", "email": "E-mail", "phone": "Phone", "company": "Company", "title": "Job title",
        "country": "Country", "source": "Source", "medium": "Medium", "reason": "Reason it ended",
    },
    "accounts": {
        "name": "Name", "domain": "Domain", "industry": "Industry", "country": "Country", "employees": "Employees",
    },
    "deals": {
        "name": "Name", "product": "Product", "amount": "Amount", "expected_on": "Expected close", "reason": "Reason",
    },
    "campaigns": {"name": "Name", "kind": "Kind", "starts_on": "First day", "ends_on": "Last day"},
}  # fmt: skip
"""What people fill in, by the name that pages give it; the rest follows from what they do."""
_ADDED = Column("custom", "text", "added fields, by code")


def own_records(path: Path | None = None, *, progress: Progress | None = None) -> Evidence:
    """Every living record of the company, as of now: in memory, or in a new file that spills beside it."""
    connection = create(path)
    with snapshot() as taken:
        for nth, table in enumerate(RECORDS):
            if progress:
                progress(table.name, nth, len(RECORDS))
            _fill(connection, taken, table)
        currency = _organisation(taken)
    _settle_amounts(connection, currency)
    _settle_moves(connection)
    _name_stages(connection)
    return Evidence(connection, as_of=datetime.now(UTC).replace(tzinfo=None), currency=currency)


def _fill(connection: duckdb.DuckDBPyConnection, taken: Snapshot, table: Table) -> None:
    """Rows of one table into `<table>` and, with the added fields, into `raw_<table>`."""
    wanted = (*table.columns, _ADDED) if table.name in CUSTOM else table.columns
    sql = resources.files(__name__).joinpath(f"{table.name}.sql").read_text("utf-8")
    asked, parameters = statement(
        Extract(Table(table.name, table.meaning, wanted), sql, None, None), agreed(taken), taken.vendor
    )
    columns = ", ".join(f'"{column.name}" {column.sql_type}' for column in wanted)
    connection.execute(f"CREATE TEMP TABLE arriving ({columns})")
    for rows in taken.batches(asked, parameters):
        connection.register("incoming", arrays(wanted, rows, taken.vendor))
        connection.execute("INSERT INTO arriving BY NAME SELECT * FROM incoming")
        connection.unregister("incoming")
    names = ", ".join(f'"{name}"' for name in table.names)
    connection.execute(f'INSERT INTO "{table.name}" ({names}) SELECT {names} FROM arriving')
    _make_raw(connection, taken, table)
    connection.execute("DROP TABLE arriving")


def _make_raw(connection: duckdb.DuckDBPyConnection, taken: Snapshot, table: Table) -> None:
    """The fields that people fill in, as texts under the names that they know, the added ones among them."""
    if table.name not in FIELDS:
        return
    told = {label: name for name, label in FIELDS[table.name].items()}
    shown = [f'CAST("{name}" AS VARCHAR) AS {_quoted(label)}' for label, name in told.items()]
    added = [(code, label) for code, label in _added(taken, CUSTOM.get(table.name)) if label not in told]
    shown += [f"json_extract_string(custom, '$.\"{code}\"') AS {_quoted(label)}" for code, label in added]
    raw = f"raw_{table.name}"
    connection.execute(f'CREATE TABLE "{raw}" AS SELECT file_no, row_no, {", ".join(shown)} FROM arriving')
    for label in (*told, *(label for _code, label in added)):
        connection.execute(
            f"INSERT INTO columns SELECT $table, $label, 1, $fills, NULL, count({_quoted(label)}), count(*) "
            f'FROM "{raw}"',
            {"table": table.name, "label": label, "fills": told.get(label)},
        )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _added(taken: Snapshot, kind: str | None) -> list[tuple[str, str]]:
    if kind is None:
        return []
    asked = (
        "SELECT code, name FROM crm_custom_field WHERE object = %s AND NOT is_archived ORDER BY position, id"
    )
    return [(code, name) for code, name in taken.rows(asked, [kind])]


def _organisation(taken: Snapshot) -> str | None:
    found = taken.rows("SELECT currency FROM crm_organisation")
    return found[0][0] if found else None


def _settle_amounts(connection: duckdb.DuckDBPyConnection, currency: str | None) -> None:
    """Minor units become units, by the digits of each currency."""
    met = {
        row[0]
        for row in connection.execute(
            "SELECT DISTINCT currency FROM deals WHERE currency IS NOT NULL"
        ).fetchall()
    }
    for code in sorted(met):
        connection.execute(
            "UPDATE deals SET amount = amount / $by WHERE currency = $code",
            {"by": 10 ** exponent(code), "code": code},
        )
    by = 10 ** exponent(currency or "EUR")
    connection.execute(f"UPDATE campaigns SET cost = cost / {by}")
    connection.execute(f"UPDATE products SET price = price / {by}")


def _settle_moves(connection: duckdb.DuckDBPyConnection) -> None:
    """When each lead first stood at MQL and at SAL, from its moves."""
    milestones = json.dumps({code: stage.milestone for code, stage in current().stages.items()})
    connection.execute(
        """
        UPDATE leads SET mql_at = m.mql_at, accepted_at = m.sal_at
        FROM (
            SELECT c.record,
                min(c."at") FILTER (WHERE json_extract_string($milestones, '$."' || c.new || '"') = 'mql') AS mql_at,
                min(c."at") FILTER (WHERE json_extract_string($milestones, '$."' || c.new || '"') = 'sal') AS sal_at
            FROM changes AS c WHERE c.object = 'leads' AND c.field = 'stage'
            GROUP BY c.record
        ) AS m
        WHERE m.record = leads.lead
        """,
        {"milestones": milestones},
    )


def _name_stages(connection: duckdb.DuckDBPyConnection) -> None:
    agreement = current()
    for place, (code, stage) in enumerate(agreement.stages.items()):
        exit_ = code if stage.milestone == "exit" else None
        for kind in ("leads", "deals"):
            connection.execute(
                "INSERT INTO stages VALUES (?, ?, ?, ?, ?, TRUE)", [kind, code, place, stage.milestone, exit_]
            )
