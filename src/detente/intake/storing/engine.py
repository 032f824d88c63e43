"""Lines into records, chunk by chunk: each in one short transaction with the outcome of every line in it."""

from __future__ import annotations

import hashlib
import itertools
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django.db import DatabaseError, OperationalError, transaction
from django.db.models import Max

from detente.crm.history import bulk
from detente.crm.history.many_rows import few_collections
from detente.crm.history.models import Event
from detente.crm.history.rows import count_anew
from detente.crm.imports.models import ImportBatch, ImportLine
from detente.crm.people.actions import organisation
from detente.crm.playbook.actions import current
from detente.intake.lines import Reading, reader_of
from detente.intake.mapping.model import Mapping
from detente.intake.planning import settings_of
from detente.intake.problems import IntakeError, gettext_noop
from detente.intake.reading import Line
from detente.intake.sources import Source
from detente.intake.storing.catalogue import Products, Vendors
from detente.intake.storing.chunk import Chunk, Entry, Ground, Outcome, Rejected
from detente.intake.storing.deals import Deals
from detente.intake.storing.directory import Directory
from detente.intake.storing.ground import Accounts, Campaigns, Costs, Users
from detente.intake.storing.items import Items
from detente.intake.storing.leads import Leads
from detente.intake.storing.members import Members
from detente.intake.storing.moves import Moves
from detente.intake.storing.people import write_changes
from detente.intake.storing.persons import People
from detente.intake.storing.work import Activities, Notes, Touches

KINDS: dict[str, Any] = {
    "vendors": Vendors, "products": Products, "people": People, "moves": Moves, "members": Members, "items": Items,
    "notes": Notes,
    "users": Users, "accounts": Accounts, "campaigns": Campaigns, "costs": Costs, "leads": Leads, "deals": Deals,
    "touches": Touches, "activities": Activities,
}  # fmt: skip
# Without an id of their own these are recognised by what the line says; twice in one file is twice.
BY_LINE = {"leads", "deals", "costs", "touches", "activities", "notes", "items"}
FIRST_SIZE, LARGEST = 200, 2_000
SECONDS = 0.4
TRIES = 5
MANY_EVENTS = 1_000
NOT_STORED = gettext_noop("the database refused it: %(why)s")
UNDONE = gettext_noop("this import was undone while it ran")


class Engine:
    """One run of a batch over its sources; begins behind the last line that has an outcome."""

    def __init__(
        self,
        batch: ImportBatch,
        mapping: Mapping,
        sources: Sequence[Source],
        progress: Callable[[int, int], None] | None,
    ) -> None:
        self.batch, self.sources, self.progress = batch, sources, progress
        self.settings = settings_of(mapping)
        ours = organisation()
        self.ground = Ground(mapping, current(), ZoneInfo(ours.zone), self.settings.currency)
        self.directory = Directory(mapping.system)
        self.size, self.done = FIRST_SIZE, batch.outcomes.count()
        self.counted = _last_event()

    def run(self) -> None:
        """Store every line of every source."""
        with few_collections():
            for file_no, source in enumerate(self.sources):
                self._run(file_no, source)

    def _run(self, file_no: int, source: Source) -> None:
        entries = self._entries(file_no, source)
        while chunk := list(itertools.islice(entries, self.size)):
            started = time.monotonic()
            self._store(file_no, source, chunk)
            self._adapt(time.monotonic() - started)
            self._count_anew()
            self.done += len(chunk)
            if self.progress:
                self.progress(self.done, self.batch.lines or self.done)

    def _adapt(self, seconds: float) -> None:
        """Transactions stay well under a second, so that nobody waits for them."""
        if seconds > SECONDS:
            self.size = max(20, int(self.size * SECONDS / seconds))
        elif seconds < SECONDS / 2:
            self.size = min(LARGEST, self.size * 2)

    def _count_anew(self) -> None:
        """When the history has become twice as long, the database learns how large its tables are by now."""
        last = _last_event()
        if last > 2 * self.counted + MANY_EVENTS:
            count_anew()
            self.counted = last

    def _last_line(self, file_no: int) -> int:
        last = self.batch.outcomes.filter(file_no=file_no).aggregate(last=Max("line"))["last"]
        return last or 0

    def _entries(self, file_no: int, source: Source) -> Iterator[Entry]:
        reader = reader_of(source.mapping, source.table, self.settings)
        digest = (
            _Digests(source)
            if source.mapping.kind in BY_LINE and "external_id" not in source.mapping.columns
            else None
        )
        after = self._last_line(file_no)
        for line in source.table.lines():
            known_as = digest.of(line) if digest and line.problem is None else ""
            if line.number > after:
                reading = Reading({}, problems=[line.problem]) if line.problem else reader.read(line.cells)
                yield Entry(line.number, line.cells, reading, known_as)

    def _store(self, file_no: int, source: Source, entries: list[Entry]) -> None:
        """All in one transaction; if the database refuses, half and half, down to the line it refuses."""
        for attempt in range(TRIES):
            try:
                self._write(file_no, source, entries)
                return
            except OperationalError:
                if attempt == TRIES - 1 or transaction.get_connection().in_atomic_block:
                    raise
                time.sleep(0.2 * (attempt + 1))
            except DatabaseError as error:
                self.directory = Directory(self.ground.mapping.system)
                if attempt == 0:
                    continue
                if len(entries) == 1:
                    self._reject(file_no, source, entries[0], error)
                    return
                middle = len(entries) // 2
                self._store(file_no, source, entries[:middle])
                self._store(file_no, source, entries[middle:])
                return

    def _write(self, file_no: int, source: Source, entries: list[Entry]) -> None:
        with bulk.writing(batch_id=self.batch.pk, actor_id=self.batch.by_id) as writer:
            entries = self._still_open(file_no, entries)
            chunk = Chunk(self.ground, writer, self.directory)
            kind = KINDS[source.mapping.kind](chunk)
            good = [entry for entry in entries if not entry.reading.rejections]
            kind.look_up(good)
            for entry in entries:
                self._account(writer, file_no, entry, _outcome(kind, entry))
            write_changes(chunk)
            if hasattr(kind, "finish"):
                kind.finish()

    def _still_open(self, file_no: int, entries: list[Entry]) -> list[Entry]:
        """Under the batch's lock: lines that a second runner has stored meanwhile are left out."""
        batch = ImportBatch.objects.select_for_update().get(pk=self.batch.pk)
        if batch.state == "undone":
            raise IntakeError(UNDONE)
        after = self._last_line(file_no)
        return [entry for entry in entries if entry.line > after]

    def _reject(self, file_no: int, source: Source, entry: Entry, error: DatabaseError) -> None:
        with bulk.writing(batch_id=self.batch.pk, actor_id=self.batch.by_id) as writer:
            reason = NOT_STORED % {"why": str(error).splitlines()[0][:200]}
            for still_open in self._still_open(file_no, [entry]):
                self._account(writer, file_no, still_open, Outcome("rejected", reason=reason))

    def _account(self, writer: bulk.Writer, file_no: int, entry: Entry, outcome: Outcome) -> None:
        """The line's outcome, in the transaction of what it led to."""
        cells = [_storable(cell) for cell in entry.cells] if outcome.outcome == "rejected" else None
        writer.add(
            ImportLine, batch_id=self.batch.pk, file_no=file_no, line=entry.line, outcome=outcome.outcome,
            object=outcome.object, record_id=outcome.record_id, reason=outcome.reason, cells=cells, undone=False,
        )  # fmt: skip


def _last_event() -> int:
    return Event.objects.aggregate(last=Max("pk"))["last"] or 0


def _storable(cell: str) -> str:
    """A rejected cell as databases take it: no NUL, and a replacement mark for bytes that are no text."""
    plain = cell.replace("\x00", "")
    try:
        return plain.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    except UnicodeEncodeError:  # half of a pair, as JSON can write it
        return plain.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def _outcome(kind: Any, entry: Entry) -> Outcome:
    if found := entry.reading.rejections:
        return Outcome("rejected", reason="; ".join(map(str, found)))
    try:
        outcome: Outcome = kind.store(entry)
    except Rejected as refusal:
        return Outcome("rejected", reason=str(refusal))
    return outcome


class _Digests:
    """What a line says in the columns that are used, and how often the file has said it before."""

    def __init__(self, source: Source) -> None:
        headers = source.table.headers
        self.kind = source.mapping.kind
        self.places = sorted({(use.column, headers.index(use.column)) for _, use in source.mapping.uses})
        self.counts: Counter[bytes] = Counter()

    def of(self, line: Line) -> str:
        """The digest; a lead said twice is one lead, a cost or call said twice is two."""
        said = "\x1f".join(f"{column}\x1e{line.cells[place].strip()}" for column, place in self.places)
        found = hashlib.sha256(said.encode("utf-8", "surrogatepass"))
        if self.kind != "leads":
            key = found.digest()[:8]
            self.counts[key] += 1
            found.update(str(self.counts[key]).encode())
        return found.hexdigest()
