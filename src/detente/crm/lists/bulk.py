"""Edits of many records: looked at before, made in chunks that go on after a break, and taken back.

    seen = preview("leads", ids, change, by=olga)
    edit = start("leads", ids, change, by=olga)
    while go_on(edit, limit=200):
        ...
    undo(edit, by=olga)
    while go_back(edit, limit=200, by=olga):
        ...

Every record goes through its own act in its own transaction, together with the row that says what became of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from detente.crm.history.record import locked
from detente.crm.history.ways import by_way_of
from detente.crm.lists.changes import Change, change_of, may_change, records, version_of
from detente.crm.lists.models import BulkEdit, BulkEditRow
from detente.crm.objections import N_, Objection, Refused, check
from detente.crm.people.models import User

MOST = 10_000
_STEERING = ("operations", "admin")
_CHUNK = 500
_NOT_OPEN = Objection("not_open", N_("This record is not there any more, or you may not open it."))


@dataclass(frozen=True)
class Seen:
    """What a change would do to one record."""

    record: Any
    outcome: str
    before: Any = None
    refusal: tuple[Objection, ...] = ()


@dataclass
class Preview:
    """What a change would do: counts by outcome, and the first records of each."""

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(BulkEditRow.OUTCOMES, 0))
    first: list[Seen] = field(default_factory=list)
    refused: list[Seen] = field(default_factory=list)
    reasons: dict[str, int] = field(default_factory=dict)


def objections_to_edit(subject: str, user: User, count: int) -> list[Objection]:
    """Who may edit how many at once."""
    found = []
    if not may_change(user, subject):
        found.append(Objection("not_allowed", N_("Your role does not include changing these records.")))
    if not count:
        found.append(Objection("nothing_chosen", N_("Choose records first.")))
    if count > MOST:
        text = N_("At most {most} records are changed at once. Filter the list further.")
        found.append(Objection("too_many", text, None, {"most": f"{MOST:,}"}))
    return found


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[place : place + _CHUNK] for place in range(0, len(ids), _CHUNK))


def preview(
    subject: str, ids: Sequence[int], document: dict[str, Any], *, by: User, first: int = 20
) -> Preview:
    """What would become of each record, by the same rules that acting asks; nothing is changed."""
    check(objections_to_edit(subject, by, len(ids)))
    change, found = change_of(subject, document, by), Preview()
    for chunk in _chunks(ids):
        known = records(subject, by).in_bulk(chunk)
        for pk in chunk:
            seen = _look(change, known.get(pk))
            found.counts[seen.outcome] += 1
            if seen.outcome == "changed" and len(found.first) < first:
                found.first.append(seen)
            if seen.outcome == "refused":
                for objection in seen.refusal:
                    found.reasons[str(objection)] = found.reasons.get(str(objection), 0) + 1
                if len(found.refused) < first:
                    found.refused.append(seen)
    return found


def _look(change: Change, record: Any) -> Seen:
    if record is None:
        return Seen(None, "refused", refusal=(_NOT_OPEN,))
    if change.same(record):
        return Seen(record, "same")
    if against := change.against(record):
        return Seen(record, "refused", refusal=tuple(against))
    return Seen(record, "changed", before=change.now(record)["value"])


@transaction.atomic
def start(
    subject: str, ids: Sequence[int], document: dict[str, Any], *, by: User, is_inline: bool = False
) -> BulkEdit:
    """Keep what is to be done; `go_on` does it. `is_inline` is an edit in a cell: the list of edits leaves it out."""
    ids = list(dict.fromkeys(ids))
    check(objections_to_edit(subject, by, len(ids)))
    change_of(subject, document, by)
    changes = {"change": document, "ids": ids} | ({"inline": True} if is_inline else {})
    return BulkEdit.objects.create(subject=subject, changes=changes, by=by, made_at=timezone.now())


def go_on(edit: BulkEdit, *, limit: int, version: int | None = None) -> int:
    """Change the next records; how many are left. One that was stopped midway goes on where it was."""
    done = set(edit.rows.values_list("record_id", flat=True))
    left = [pk for pk in edit.changes["ids"] if pk not in done]
    change = change_of(edit.subject, edit.changes["change"], edit.by) if left else None
    for pk in left[:limit]:
        assert change is not None
        _change_one(edit, change, pk, version)
    if len(left) <= limit:
        BulkEdit.objects.filter(pk=edit.pk, state="running").update(state="done")
        edit.refresh_from_db()
    return max(0, len(left) - limit)


@transaction.atomic
def _change_one(edit: BulkEdit, change: Change, pk: int, version: int | None) -> None:
    if locked(edit).state != "running" or edit.rows.filter(record_id=pk).exists():
        return
    record = records(edit.subject, edit.by).filter(pk=pk).first()
    row = BulkEditRow(edit=edit, record_id=pk, outcome="refused")
    if record is None:
        row.refusal = str(_NOT_OPEN)
    elif change.same(record):
        row.outcome = "same"
    else:
        before = change.now(record)
        try:
            # A cell that is typed into is no bulk edit: it carries the version that was read.
            with transaction.atomic(), by_way_of("bulk_edit" if version is None else None):
                change.act(record, edit.by, version)
        except Refused as refused:
            if version is not None:  # in a cell the reader is asked at once
                raise
            row.refusal = str(refused)
        else:
            row.outcome, row.before = "changed", before
            row.version = version_of(type(record)._default_manager.get(pk=pk))
    row.save()


def objections_to_undo(edit: BulkEdit, user: User) -> list[Objection]:
    """Who made an edit takes it back; operations and administrators any."""
    if edit.state == "undone":
        return [Objection("undone", N_("This was taken back already."))]
    if edit.by_id != user.pk and user.role not in _STEERING:
        return [
            Objection("not_yours", N_("Only who made these changes takes them back, or an administrator."))
        ]
    return []


@transaction.atomic
def undo(edit: BulkEdit, *, by: User) -> BulkEdit:
    """Begin to take an edit back; what it has not reached yet stays as it is. `go_back` does it."""
    edit = locked(edit)
    check(objections_to_undo(edit, by))
    edit.state = "done"
    edit.undone_at = edit.undone_at or timezone.now()
    edit.save()
    return edit


def go_back(edit: BulkEdit, *, limit: int, by: User) -> int:
    """Put back the next records, the last changed first; how many are left. What was touched since is left alone."""
    rows = list(edit.rows.filter(outcome="changed", undone="").order_by("-pk")[: limit + 1])
    change = change_of(edit.subject, edit.changes["change"], edit.by) if rows else None
    for row in rows[:limit]:
        assert change is not None
        _back_one(edit, change, row, by)
    if len(rows) <= limit:
        BulkEdit.objects.filter(pk=edit.pk).update(state="undone")
        edit.refresh_from_db()
        return 0
    return edit.rows.filter(outcome="changed", undone="").count()


_TOUCHED = Objection("touched", N_("Somebody changed this record since, so it is left as it is."))


@transaction.atomic
def _back_one(edit: BulkEdit, change: Change, row: BulkEditRow, by: User) -> None:
    row = locked(row)
    if row.undone:
        return
    record = records(edit.subject, by).filter(pk=row.record_id).first()
    row.undone = "left"
    if record is None:
        row.refusal = str(_NOT_OPEN)
    elif version_of(record) != row.version:
        row.refusal = str(_TOUCHED)
    else:
        try:
            with transaction.atomic(), by_way_of("bulk_edit" if len(edit.changes["ids"]) > 1 else None):
                change.back(record, row.before, by, version_of(record))
        except Refused as refused:
            row.refusal = str(refused)
        else:
            row.undone = "undone"
    row.save()
