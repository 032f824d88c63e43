"""What the columns of the rows and tables under a finding are called."""

from __future__ import annotations

from detente.analytics.language import marked, say

_LABELS = {
    "amount": marked("Amount"),
    "at": marked("Created"),
    "blank": marked("Blank"),
    "budget": marked("Budget"),
    "campaign": marked("Campaign"),
    "closed_at": marked("Ended"),
    "column": marked("Column"),
    "company": marked("Company"),
    "created_at": marked("Created"),
    "deal": marked("Deal"),
    "deals": marked("Deals"),
    "email": marked("E-mail"),
    "field": marked("Field"),
    "file_no": marked("File"),
    "filled": marked("Filled rows"),
    "how": marked("Because"),
    "is_vague": marked("Says nothing"),
    "key": marked("Record"),
    "kind": marked("Kind"),
    "lead": marked("Lead"),
    "leads": marked("Leads"),
    "like": marked("Most likely"),
    "lines": marked("Blank lines"),
    "missing": marked("Missing"),
    "n": marked("Records"),
    "name": marked("Name"),
    "object": marked("Table"),
    "of": marked("Lines"),
    "owner": marked("Owner"),
    "reason": marked("Reason"),
    "record": marked("Record"),
    "row_no": marked("Line"),
    "rows": marked("Rows with it"),
    "said": marked("Says"),
    "share": marked("Share"),
    "source": marked("Source"),
    "starts_on": marked("Starts"),
    "table": marked("Table"),
    "usual": marked("Usually"),
    "value": marked("Value"),
}


def labels(*columns: str, **otherwise: str) -> dict[str, str]:
    """The labels of columns by their usual names, and after them those that are called otherwise here."""
    return {column: say(_LABELS[column]) for column in columns} | otherwise
