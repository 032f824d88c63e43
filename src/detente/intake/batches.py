"""An import as a batch: files kept, lines stored in short transactions, every line accounted for."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from detente.config.home import folder
from detente.crm.imports.models import ImportBatch, ImportLine
from detente.crm.people.models import User
from detente.crm.people.notices import notify
from detente.crm.scoring.actions import rescore_batch
from detente.intake.mapping import from_document, to_document
from detente.intake.mapping.model import Mapping
from detente.intake.planning import Plan, plan
from detente.intake.problems import IntakeError, gettext_noop
from detente.intake.sources import Source, sources_of
from detente.intake.storing.engine import Engine

OPEN = gettext_noop(
    "%(count)s questions are open; the first: %(question)s Answer in the mapping: %(at)s.%(setting)s"
)
SAME_NAME = gettext_noop("two files are called %(name)s; give one of them another name")
UNDONE = gettext_noop("this import was undone; start a new one to bring its lines in again")
BLOCK = 1 << 20
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Accounting:
    """What became of the lines; `read` is their number in the files, `is_closed` when all have an outcome."""

    read: int
    stored: int
    merged: int
    rejected: int

    @property
    def is_closed(self) -> bool:
        """Whether read = stored + merged + rejected."""
        return self.read == self.stored + self.merged + self.rejected


def start(
    files: Sequence[Path], mapping: Mapping, *, by: User | None, name: str = "", planned: Plan | None = None
) -> ImportBatch:
    """A batch of these files, copied to Detente's own folder; nothing is stored before `run`.

    Raises IntakeError when the files cannot be used or questions are open.
    """
    names = [file.name for file in files]
    if twice := {name for name in names if names.count(name) > 1}:
        raise IntakeError(SAME_NAME, name=sorted(twice)[0])
    found = planned or plan(files, mapping, check_lines=False, looks_for_slips=False)
    if found.asked:
        first = found.asked[0]
        at = f"files[{first.entry}].{first.path}"
        raise IntakeError(
            OPEN, count=len(found.asked), question=str(first.question), at=at, setting=first.question.setting
        )
    batch = ImportBatch(name=name or mapping.name or ", ".join(file.name for file in files), by=by)
    batch.mapping, batch.lines = to_document(found.mapping), found.lines
    place = uploads(batch)
    place.mkdir(parents=True)
    batch.files = [_keep(file, place) for file in files]
    batch.save()
    return batch


def uploads(batch: ImportBatch) -> Path:
    """The folder that keeps a batch's files."""
    return folder("uploads") / str(batch.uuid)


def _keep(file: Path, place: Path) -> dict[str, object]:
    kept = place / file.name
    shutil.copyfile(file, kept)
    digest = hashlib.sha256()
    with kept.open("rb") as stream:
        while block := stream.read(BLOCK):
            digest.update(block)
    return {"name": file.name, "size": kept.stat().st_size, "sha256": digest.hexdigest()}


def batch_sources(batch: ImportBatch) -> tuple[Mapping, list[Source]]:
    """The batch's mapping and its kept files, opened; the order is that of `file_no`."""
    mapping = from_document(batch.mapping)
    return mapping, sources_of([uploads(batch) / file["name"] for file in batch.files], mapping)


def run(batch: ImportBatch, *, progress: Progress | None = None) -> Accounting:
    """Store what is not stored yet; after a crash, run it again. Calls `progress(done, total)` as it goes.

    Raises IntakeError for a batch that was undone. Whatever else goes wrong marks the batch as failed.
    """
    batch.refresh_from_db()
    if batch.state == "undone":
        raise IntakeError(UNDONE)
    _mark(batch, state="running", error="")
    try:
        mapping, sources = batch_sources(batch)
        Engine(batch, mapping, sources, progress).run()
        rescore_batch(batch.pk)
    except Exception as error:
        _mark(batch, state="failed", error=str(error)[:2_000] or type(error).__name__)
        notify("import_finished", [batch.by_id], batch=batch.pk, state="failed")
        raise
    _mark(batch, state="done", finished_at=timezone.now())
    found = accounting(batch)
    notify(
        "import_finished", [batch.by_id], batch=batch.pk, state="done", stored=found.stored + found.merged,
        rejected=found.rejected,
    )  # fmt: skip
    return found


def rehearse(
    files: Sequence[Path], mapping: Mapping, *, by: User | None, planned: Plan | None = None
) -> Accounting:
    """The accounting that `run` would end with; everything is taken back before anybody sees it."""
    place = None
    try:
        with transaction.atomic():
            batch = start(files, mapping, by=by, planned=planned)
            place = uploads(batch)
            found = run(batch)
            transaction.set_rollback(True)
    finally:
        if place:
            shutil.rmtree(place, ignore_errors=True)
    return found


def accounting(batch: ImportBatch) -> Accounting:
    """What became of the batch's lines so far."""
    counted = batch.outcomes.values("outcome").annotate(lines=Count("id")).values_list("outcome", "lines")
    by_outcome = dict(counted)
    return Accounting(batch.lines or 0, *(by_outcome.get(outcome, 0) for outcome in ImportLine.OUTCOMES))


def _mark(batch: ImportBatch, **values: object) -> None:
    """A batch that somebody undid meanwhile stays undone."""
    ImportBatch.objects.filter(pk=batch.pk).exclude(state="undone").update(**values)
    batch.refresh_from_db()
