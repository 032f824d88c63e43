"""Points of many leads at once: read, reckoned and stored in sets, a chunk in a transaction of well under a second.

Nobody changes the leads of a chunk while it is at work. A change of band is an event all the same. Who becomes
sales-ready is scored alone, by the same acts and reactions as anybody. A lead that is scored for the first time here
came as history: no event is written of its first band, and it stays in its stage until its person does something.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from detente.crm.capture.models import Lead
from detente.crm.history.models import Event
from detente.crm.jobs import actions as jobs
from detente.crm.playbook import actions as playbook
from detente.crm.scoring.batch import Batch
from detente.crm.scoring.models import LeadScore
from detente.crm.scoring.one import score

READY = "points_ready"
"""The kind of job that lets one lead, which became sales-ready, move on."""
CHUNK = 20_000
_PAUSE = 0.02
"""Seconds between two chunks, in which others get to write."""
_OPEN = "l.closed_at IS NULL AND NOT l.is_archived"
Progress = Callable[[int, int], None]


@dataclass
class Rescored:
    """How many leads were reckoned, for how many the points changed, how many crossed into another band."""

    leads: int = 0
    changed: int = 0
    crossed: int = 0

    def add(self, other: Rescored) -> None:
        """Count another chunk too."""
        self.leads += other.leads
        self.changed += other.changed
        self.crossed += other.crossed


def rescore_all(progress: Progress | None = None, *, cause: str = "playbook") -> Rescored:
    """Reckon every open lead by the playbook in effect. `progress` is told the keys done and the last one."""
    found, last = Rescored(), Lead.objects.aggregate(last=Max("pk"))["last"] or 0
    start = 0
    while start < last:
        found.add(rescore_range(start, start + CHUNK, cause=cause))
        start += CHUNK
        if progress:
            progress(min(start, last), last)
        time.sleep(_PAUSE)
    return found


def rescore_range(after: int, upto: int, *, cause: str = "playbook") -> Rescored:
    """Reckon the open leads with keys above `after` and up to `upto`."""
    return _scored(f"l.id > {int(after)} AND l.id <= {int(upto)} AND {_OPEN}", cause=cause)


def rescore(ids: Iterable[int], *, cause: str = "facts") -> Rescored:
    """Reckon these leads, as far as they are open."""
    found = Rescored()
    for chunk in _chunks(ids):
        found.add(_scored(f"l.id IN ({_listed(chunk)}) AND {_OPEN}", cause=cause))
    return found


def rescore_batch(batch_id: int) -> Rescored:
    """Reckon the open leads that an import brought, touched or took back, and those of the people and accounts it
    changed. Their fit on arrival is noted. What came as history moves nobody: that takes a response made here."""
    found = Rescored()
    for chunk in _chunks(_met_by(batch_id)):
        where = f"l.id IN ({_listed(chunk)}) AND {_OPEN}"
        found.add(_scored(where, cause="import", moves=False, freezes=True))
    return found


def _met_by(batch_id: int) -> set[int]:
    told = Event.objects.filter(batch=batch_id)
    found = set(told.filter(lead__isnull=False).values_list("lead_id", flat=True).distinct())
    for name in ("person", "account"):
        changed = told.filter(kind=f"{name}_changed").values(f"{name}_id")
        mine = Lead.objects.filter(**{f"{name}__in": changed}, closed_at=None)
        found.update(mine.values_list("pk", flat=True))
    return found


def _listed(keys: Iterable[int]) -> str:
    return ", ".join(str(int(key)) for key in keys)


def rescore_due(now: datetime | None = None, *, limit: int = CHUNK) -> Rescored:
    """Reckon the leads whose points have faded to another number by now, the longest due first."""
    due = LeadScore.objects.filter(changes_at__lte=now or timezone.now()).order_by("changes_at")
    ids = list(due.values_list("lead_id", flat=True)[:limit])
    found = rescore(ids, cause="faded")
    # Whoever has ended fades no more.
    ended = LeadScore.objects.filter(pk__in=ids).exclude(lead__closed_at=None, lead__is_archived=False)
    ended.update(changes_at=None)
    return found


def _chunks(ids: Iterable[int]) -> Iterator[Sequence[int]]:
    rest = iter(sorted(set(ids)))
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def _scored(where: str, *, cause: str, moves: bool = True, freezes: bool = False) -> Rescored:
    agreement = playbook.current()
    if agreement.scoring is None:
        return Rescored()
    with transaction.atomic():
        batch = Batch.of(where, agreement, timezone.now(), moves=moves)
        done = Rescored(len(batch.found.ids), batch.store(), batch.tell(cause))
        if freezes:
            batch.freeze()
    _move(batch.became_ready(), cause)
    return done


def _move(ids: Sequence[int], cause: str) -> None:
    """Who became sales-ready moves on by an act of its own; within a job by a job each, so that none takes long."""
    if jobs.running.get() is not None:
        for key in ids:
            jobs.at(READY, key, timezone.now(), cause=cause)
        return
    for key in ids:
        score(Lead.objects.get(pk=key), cause=cause)
