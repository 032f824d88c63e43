"""Merged records: the one that each lives on in, and the ones that live on in it."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Model, Q

from detente.crm.history import rows

Record = TypeVar("Record", bound=Model)


def survivor(record: Any) -> Any:
    """The record that a merged one lives on in; any other, None too, is its own."""
    while record is not None and record.merged_into_id:
        record = record.merged_into
    return record


def living(model: type[Record], **key: Any) -> Record | None:
    """The record with this key, else the survivor of a merged one that has it; none that was set aside."""
    # One question in two halves, because each half has an index of its own. Mostly the answer is that none is there.
    halves = ({"merged_into_id": None}, {"merged_into_id": rows.ANY})
    if not any(rows.is_there(model, **key, is_archived=False, **half) for half in halves):
        return None
    unmerged = Q(is_archived=False, merged_into__isnull=True, **key)
    merged = Q(is_archived=False, merged_into__isnull=False, **key)
    records: list[Any] = sorted(
        model._default_manager.filter(unmerged | merged), key=lambda record: record.pk
    )
    if found := next((record for record in records if record.merged_into_id is None), None):
        return found
    for record in reversed(records):
        found = survivor(record)
        if not found.is_archived:
            return found
    return None


def ids_within(record: Any) -> list[int]:
    """The record's key and those of all that were merged into it, however many steps away."""
    found, newest = [record.pk], [record.pk]
    while newest:
        into = type(record)._default_manager.filter(merged_into__in=newest)
        newest = list(into.order_by("pk").values_list("pk", flat=True))
        found += newest
    return found
