"""The record tables that people write in: their keys, and what their rows are called."""

from __future__ import annotations

from detente.analytics.audit.profile import quoted, told
from detente.analytics.language import marked

KEYS = {
    "leads": "lead", "people": "person", "accounts": "account", "deals": "deal", "activities": "activity",
    "campaigns": "campaign", "members": "member", "users": "user", "products": "product",
    "changes": "change",
}  # fmt: skip

NOUNS = {
    "leads": marked("leads"),
    "people": marked("people"),
    "accounts": marked("companies"),
    "deals": marked("deals"),
    "activities": marked("activities"),
    "campaigns": marked("campaigns"),
    "members": marked("campaign members"),
    "users": marked("users"),
    "products": marked("products"),
    "changes": marked("changes"),
}


def cells(table: str, header: str, where: str) -> str:
    """SQL of the records whose raw column says something that fits `where`, a condition on `said`."""
    return (
        f'SELECT k."{KEYS[table]}" AS record, r.row_no, r.said '
        f"FROM (SELECT file_no, row_no, {told(header)} AS said FROM {quoted(f'raw_{table}')}) AS r "
        f'LEFT JOIN "{table}" AS k ON k.file_no = r.file_no AND k.row_no = r.row_no '
        f"WHERE r.said IS NOT NULL AND {where}"
    )
