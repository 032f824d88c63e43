"""What the columns of the rows and tables under a finding are called."""

from __future__ import annotations

from detente.analytics.language import marked, say

_LABELS = {
    "addresses": marked("Addresses"),
    "amount": marked("Amount"),
    "at": marked("Created"),
    "blank": marked("Blank"),
    "bounced": marked("Bounced"),
    "budget": marked("Budget"),
    "campaign": marked("Campaign"),
    "closed_at": marked("Ended"),
    "column": marked("Column"),
    "company": marked("Company"),
    "country": marked("Country"),
    "created_at": marked("Created"),
    "deal": marked("Deal"),
    "deals": marked("Deals"),
    "domain": marked("Web address"),
    "email": marked("E-mail"),
    "field": marked("Field"),
    "file_no": marked("File"),
    "filled": marked("Filled rows"),
    "high": marked("To"),
    "how": marked("Because"),
    "is_vague": marked("Says nothing"),
    "key": marked("Record"),
    "kind": marked("Kind"),
    "lead": marked("Lead"),
    "leads": marked("Leads"),
    "like": marked("Most likely"),
    "lines": marked("Blank lines"),
    "low": marked("From"),
    "missing": marked("Missing"),
    "n": marked("Records"),
    "name": marked("Name"),
    "object": marked("Table"),
    "of": marked("Lines"),
    "owner": marked("Owner"),
    "phone": marked("Phone"),
    "reason": marked("Reason"),
    "record": marked("Record"),
    "row_no": marked("Line"),
    "rows": marked("Rows with it"),
    "said": marked("Says"),
    "same_as": marked("Same as"),
    "same_name": marked("Name there"),
    "share": marked("Share"),
    "source": marked("Source"),
    "starts_on": marked("Starts"),
    "table": marked("Table"),
    "usual": marked("Usually"),
    "value": marked("Value"),
    "why": marked("Why"),
}


def labels(*columns: str, **otherwise: str) -> dict[str, str]:
    """The labels of columns by their usual names, and after them those that are called otherwise here."""
    return {column: say(_LABELS[column]) for column in columns} | otherwise
