"""I11: what was merged lives on whole in its survivor; what was undone is two again."""

from __future__ import annotations

from collections.abc import Iterator

from detente.doctor.looking import Look

NUMBER = "I11"
TITLE = "Merges keep the union, undoing restores both"
REPAIR = (
    "A row was changed outside Detente, or written in the very moment of a merge: undo the merge on the survivor's "
    "page and merge again; it takes along what was left behind."
)

_BELONGINGS = {
    "person": (("crm_lead", "person_id", "lead"), ("crm_deal", "person_id", "deal")),
    "account": (
        ("crm_lead", "account_id", "lead"),
        ("crm_deal", "account_id", "deal"),
        ("crm_person", "account_id", "person"),
    ),
}
_TABLES = {"person": "crm_person", "account": "crm_account"}


def faults(look: Look) -> Iterator[str]:
    """Records left behind with a merged one, and merges that the records themselves do not show."""
    for object_, table in _TABLES.items():
        yield from _left_behind(look, object_, table)
        yield from _not_shown(look, object_, table)
        yield from _not_told(look, object_, table)
        yield from _half_undone(look, object_, table)


def _left_behind(look: Look, object_: str, table: str) -> Iterator[str]:
    for belonging, column, kind in _BELONGINGS[object_]:
        left = f"""
        SELECT b.id, b.{column} FROM {belonging} AS b JOIN {table} AS r ON r.id = b.{column}
        WHERE r.merged_into_id IS NOT NULL ORDER BY b.id
        """
        for key, record in look.sql(left):
            yield f"{kind} {key}: belongs to {object_} {record}, which was merged into another"
    outside = f"""
    SELECT x.id, x.record_id FROM {table} AS r
    JOIN crm_external_id AS x ON x.object = '{object_}' AND x.record_id = r.id
    WHERE r.merged_into_id IS NOT NULL ORDER BY x.id
    """
    for key, record in look.sql(outside):
        yield f"external id {key}: names {object_} {record}, which was merged into another"


def _not_shown(look: Look, object_: str, table: str) -> Iterator[str]:
    """A merge that stands says the same as the record that was merged."""
    parted = f"""
    SELECT m.id, m.merged_id, m.survivor_id, r.merged_into_id FROM crm_merge AS m
    LEFT JOIN {table} AS r ON r.id = m.merged_id
    WHERE m.object = '{object_}' AND m.undone_at IS NULL
        AND (r.merged_into_id IS NULL OR r.merged_into_id <> m.survivor_id)
    ORDER BY m.id
    """
    for merge, merged, survivor, found in look.sql(parted):
        where = f"merged into {found}" if found else "not merged"
        yield f"merge {merge}: {object_} {merged} went into {survivor}, its row says {where}"


def _not_told(look: Look, object_: str, table: str) -> Iterator[str]:
    """A record that says it was merged has the merge that says when and by whom."""
    lonely = f"""
    SELECT r.id, r.merged_into_id FROM {table} AS r
    LEFT JOIN crm_merge AS m ON m.object = '{object_}' AND m.merged_id = r.id AND m.undone_at IS NULL
    WHERE r.merged_into_id IS NOT NULL AND m.id IS NULL ORDER BY r.id
    """
    for record, into in look.sql(lonely):
        yield f"{object_} {record}: merged into {into}, but no merge says so"


def _half_undone(look: Look, object_: str, table: str) -> Iterator[str]:
    """A merge is undone exactly when an event reverses it."""
    half = f"""
    SELECT m.id, m.undone_at IS NOT NULL FROM crm_merge AS m
    LEFT JOIN crm_event AS e ON e.reverses_id = m.event_id AND e.kind = 'merge_undone'
    WHERE m.object = '{object_}' AND (m.undone_at IS NULL) <> (e.id IS NULL) ORDER BY m.id
    """
    for merge, is_undone in look.sql(half):
        text = "undone, but no event says so" if is_undone else "an event says it was undone, it still stands"
        yield f"merge {merge}: {text}"
