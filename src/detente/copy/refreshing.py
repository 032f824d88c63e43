"""The copy made fresh: a new version beside the one that readers hold, then a name that points to it."""

from __future__ import annotations

import logging
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

import duckdb
from django.db import connection

from detente.analytics.engines import open_copy
from detente.analytics.errors import BadTables
from detente.copy import building, mark, place
from detente.copy.changes import changes
from detente.copy.mark import Mark
from detente.copy.snapshot import Snapshot, snapshot
from detente.crm.history.many_rows import few_collections

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Status:
    """How the copy stands. `waiting` counts events that it does not have yet; `as_of` is UTC."""

    path: Path
    exists: bool
    as_of: datetime | None = None
    waiting: int = 0
    size: int = 0
    must_be_rebuilt: bool = False


def mark_of(path: Path) -> Mark | None:
    """What a copy says of itself; None when it is absent, damaged or of another version."""
    if not path.is_file():
        return None
    now = path.stat()
    return _mark_of(path, now.st_mtime_ns, now.st_size)


@lru_cache(maxsize=4)
def _mark_of(path: Path, _changed_ns: int, _size: int) -> Mark | None:
    """A version never changes, so that it is opened once and not at every look whether it is behind."""
    try:
        with open_copy(path) as engine:
            return mark.read(engine.connection)
    except (BadTables, duckdb.Error, KeyError):
        return None


def is_damaged() -> bool:
    """Whether there is a copy's file that DuckDB can't read. Readers never meet it: it is made anew."""
    try:
        open_copy(place.path()).close()
    except BadTables as error:
        return isinstance(error.__cause__, duckdb.Error)
    return False


def status() -> Status:
    """How the copy stands now; reads only."""
    path = place.path()
    found = mark_of(path)
    with snapshot() as now:
        if found is None or not mark.is_same_history(now, found):
            count = now.one("SELECT count(*) FROM crm_event")[0]
            return Status(path, path.is_file(), waiting=count, must_be_rebuilt=True)
        return Status(
            path, True, as_of=_instant(found), waiting=mark.waiting(now, found), size=path.stat().st_size,
            must_be_rebuilt=not can_be_continued(now, found),
        )  # fmt: skip


def _instant(found: Mark) -> datetime:
    return datetime.fromisoformat(found.as_of).replace(tzinfo=UTC)


def is_behind(older_than: timedelta | None = None) -> bool:
    """Whether there is anything that the copy does not have; cheap enough to ask every second."""
    found = mark_of(place.path())
    if found is None or (older_than is not None and datetime.now(UTC) - _instant(found) > older_than):
        return True
    return is_behind_of(Snapshot(connection), found)


def is_behind_of(now: Snapshot, found: Mark) -> bool:
    """Whether there are events that a copy does not have."""
    return not mark.is_same_history(now, found) or mark.seen(now, found) != found.seen


def rebuild() -> Path:
    """Make the copy anew from the first row on; returns its file."""
    with place.alone(), few_collections(), snapshot() as now:
        return _rebuild(now)


def refresh(*, always: bool = False) -> Path:
    """Bring the copy up to date and return its file; `always` even when nothing is new, so that its date is."""
    with place.alone(), few_collections(), snapshot() as now:
        before = place.path()
        found = mark_of(before)
        if found is None or not can_be_continued(now, found) or _is_most_new(now, found):
            return _rebuild(now)
        if not always and not is_behind_of(now, found):
            return before
        try:
            return _continue(now, before, found)
        except duckdb.Error as error:
            _log.warning("The copy %s can't be continued (%s); it is made anew.", before, error)
            return _rebuild(now)


def can_be_continued(now: Snapshot, found: Mark) -> bool:
    """Whether a copy is of this history and nothing that many of its rows depend on has changed."""
    return mark.is_same_history(now, found) and mark.is_same_frame(found, mark.take(now))


def _is_most_new(now: Snapshot, found: Mark) -> bool:
    """When most of the history is new, reading it key by key costs more than reading all."""
    return mark.waiting(now, found) > max(20_000, found.last_event_id)


def _rebuild(now: Snapshot) -> Path:
    version = place.new_name()
    with building.writing(version) as file:
        building.fill(file, now)
    return place.publish(version)


def _continue(now: Snapshot, before: Path, found: Mark) -> Path:
    version = place.new_name()
    shutil.copyfile(before, version)
    bring_up_to_date(version, now, found)
    return place.publish(version)


def bring_up_to_date(version: Path, now: Snapshot, found: Mark) -> None:
    """Read what is new into a file that is nobody else's."""
    with building.writing(version) as file:
        building.replace(file, now, changes(now, found))
