"""What the columns of the rows behind findings are called, and how many rows there are."""

from __future__ import annotations

from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Rows
from detente.analytics.language import marked

LABELS = {
    "lead": marked("Lead"), "deal": marked("Deal"), "name": marked("Name"), "email": marked("E-mail"),
    "owner": marked("Owner"), "source": marked("Source"), "status": marked("Status"), "stage": marked("Stage"),
    "created_at": marked("Created"), "closed_at": marked("Closed"), "days": marked("Days"),
    "hours": marked("Hours"), "attempts": marked("Attempts"), "amount": marked("Amount"),
    "expected_on": marked("Close date"), "last_at": marked("Last work"), "first_at": marked("First answer"),
    "changes": marked("Changes"), "record": marked("Record"), "object": marked("Kind of record"),
    "lead_created_at": marked("Lead created"), "return_on": marked("Return date"), "reason": marked("Reason"),
    "activity": marked("Task"), "due_at": marked("Due"), "old": marked("From"), "new": marked("To"),
    "at": marked("When"), "records": marked("Records"), "other_owner": marked("Other owner"),
    "other": marked("Other record"), "moves": marked("Moves"), "leads": marked("Leads"),
    "deals": marked("Deals"), "share": marked("Share"), "low": marked("From"), "high": marked("To"),
    "converted": marked("Became deals"), "quarter": marked("Quarter"), "won": marked("Won"),
    "last_week": marked("In its last week"), "open": marked("Open"), "ended": marked("Ended"),
    "within_day": marked("Within a day"), "on_day": marked("Day"),
}  # fmt: skip

_PERSONAL = ("name", "email", "owner", "other_owner")


def labels(*columns: str) -> dict[str, str]:
    """Labels of these columns, in their order."""
    return {column: LABELS[column] for column in columns}


def personal(*columns: str) -> tuple[str, ...]:
    """Those of the columns that say who a person is."""
    return tuple(column for column in columns if column in _PERSONAL)


def rows_of(table: str, sql: str, columns: str, **parameters: object) -> Rows:
    """The rows behind a finding; `columns` are names with spaces between them."""
    names = columns.split()
    kept = tuple(name for name in personal(*names) if not (table == "deals" and name == "name"))
    return Rows(table, sql, labels(*names), kept, parameters)


def counted(evidence: Evidence, rows: Rows) -> int:
    """How many rows there are."""
    return int(evidence.one(f"SELECT count(*) FROM ({rows.sql}) AS r", rows.parameters))
