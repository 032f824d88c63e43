"""Taking a batch back: by compensating events, never by deletion; what was touched since is left and listed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils import timezone

from detente.crm.history import bulk, rows
from detente.crm.history.facts import BatchUndone
from detente.crm.imports.models import ImportBatch, ImportLine
from detente.crm.people.models import User
from detente.crm.scoring.actions import rescore_batch
from detente.intake.takeback.leavings import set_aside
from detente.intake.takeback.lines import Takeback

CHUNK = 300


@dataclass(frozen=True)
class Left:
    """A line that was not taken back, and why."""

    file_no: int
    line: int
    object: str | None
    record_id: int | None
    why: str


@dataclass
class Undone:
    """How many lines were taken back, and which were left."""

    lines: int = 0
    left: list[Left] = field(default_factory=list)


def undo(
    batch: ImportBatch, *, by: User | None, progress: Callable[[int, int], None] | None = None
) -> Undone:
    """Take back what a batch brought, last line first; killed in between, call it again.

    Lines that were taken back may be imported again. What others have touched since stays as it is.
    """
    ImportBatch.objects.filter(pk=batch.pk).update(state="undone", undone_at=timezone.now())
    batch.refresh_from_db()
    done = Undone()
    total = _open_lines(batch).count()
    for lines in _chunks(batch):
        _take_back(batch, lines, done, by=by)
        if progress:
            progress(done.lines + len(done.left), total)
    # Of a batch that was stopped on its way only the lines it had come to are accounted for.
    ImportBatch.objects.filter(pk=batch.pk).update(lines=batch.outcomes.count())
    with bulk.writing(batch_id=batch.pk, actor_id=by.pk if by else None) as writer:
        fact = BatchUndone(facts={"lines": done.lines, "left": len(done.left)})
        writer.record_loose(fact, at=writer.recorded_at, subject={})
    rescore_batch(batch.pk)
    return done


def _open_lines(batch: ImportBatch) -> QuerySet[ImportLine]:
    return ImportLine.objects.filter(batch=batch, undone=False).exclude(outcome="rejected")


def _chunks(batch: ImportBatch) -> Iterator[list[ImportLine]]:
    """Lines from the last to the first: a deal goes before the lead that it came from."""
    before: int | None = None
    while True:
        query = _open_lines(batch) if before is None else _open_lines(batch).filter(pk__lt=before)
        lines = list(query.order_by("-pk")[:CHUNK])
        if not lines:
            return
        yield lines
        before = lines[-1].pk


def _take_back(batch: ImportBatch, lines: list[ImportLine], done: Undone, *, by: User | None) -> None:
    with bulk.writing(batch_id=batch.pk, actor_id=by.pk if by else None) as writer:
        ImportBatch.objects.select_for_update().get(pk=batch.pk)
        takeback = Takeback(batch.pk, writer, lines)
        found = []
        for line in lines:
            why = takeback.take_back(line)
            found.append((why is None, why if why else line.reason, line.pk))
            if why:
                done.left.append(Left(line.file_no, line.line, line.object, line.record_id, why))
            else:
                done.lines += 1
        writer.flush()
        set_aside(takeback)
        rows.update(ImportLine, ("undone", "reason"), found)
