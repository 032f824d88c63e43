"""I2: what a line was stored as still exists, or lives on in the record it was merged into."""

from __future__ import annotations

from collections.abc import Iterator

from detente.doctor.looking import Look

NUMBER = "I2"
TITLE = "Every stored line leads to its record or to that one's survivor"
REPAIR = (
    "The record was removed outside Detente: bring it back from a backup, "
    "or undo the import and import the file again."
)

TABLES = {
    "lead": "crm_lead", "person": "crm_person", "account": "crm_account", "deal": "crm_deal",
    "campaign": "crm_campaign", "cost": "crm_campaign_cost", "user": "crm_user", "touch": "crm_event",
    "activity": "crm_event", "member": "crm_campaign_member", "note": "crm_event", "move": "crm_event",
    "item": "crm_event", "product": "crm_product", "vendor": "crm_vendor",
}  # fmt: skip
"""Where a record of each kind that a line may name is kept."""
MERGING = ("crm_person", "crm_account")


def faults(look: Look) -> Iterator[str]:
    """Lines without a record, and records merged into nobody."""
    for (kind,) in look.snapshot.rows(
        "SELECT DISTINCT object FROM crm_import_line WHERE outcome <> 'rejected'"
    ):
        if kind not in TABLES:
            yield f"lines of kind {kind!r}: no such records are kept"
        else:
            yield from _without_record(look, kind)
    for table in MERGING:
        yield from _without_survivor(look, table)
    nowhere = "SELECT batch_id, file_no, line FROM crm_import_line WHERE outcome <> 'rejected' AND record_id IS NULL"
    for batch, file, line in look.sql(nowhere):
        yield f"import {batch}, file {file + 1}, line {line}: stored, but not said as what"


def _without_record(look: Look, kind: str) -> Iterator[str]:
    missing = f"""
    SELECT l.batch_id, l.file_no, l.line, l.record_id FROM crm_import_line AS l
    LEFT JOIN {TABLES[kind]} AS r ON r.id = l.record_id
    WHERE l.object = %s AND l.outcome <> 'rejected' AND l.record_id IS NOT NULL AND r.id IS NULL
    ORDER BY l.batch_id, l.file_no, l.line
    """
    for batch, file, line, record in look.sql(missing, [kind]):
        yield f"import {batch}, file {file + 1}, line {line}: its {kind} {record} is gone"


def _without_survivor(look: Look, table: str) -> Iterator[str]:
    """A chain of merges ends at a record that was not merged; one that runs in a circle never ends."""
    into = dict(look.sql(f"SELECT id, merged_into_id FROM {table} WHERE merged_into_id IS NOT NULL"))
    for start in sorted(into):
        seen, here = {start}, into[start]
        while here in into and here not in seen:
            seen.add(here)
            here = into[here]
        if here in seen:
            yield f"{table} {start}: merged in a circle, no record survives"
