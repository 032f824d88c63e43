"""A sign of life beside a batch's files, while a program brings it in or takes it back.

It only decides what the pages offer: two programs on one batch do no harm, because each line is taken once,
under the batch's lock.
"""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from detente.crm.imports.models import ImportBatch
from detente.intake.batches import uploads

QUIET_AFTER = 20
"""Seconds without a sign after which a worker counts as gone."""
STARTS_WITHIN = 120
"""Seconds that a worker may take to start: a busy machine loads its program slowly."""
EVERY = 1.0


@dataclass(frozen=True)
class Sign:
    """What a worker said last: what it does, how far it is, and whether it is still alive."""

    what: str
    done: int
    total: int
    is_alive: bool


def sign_of(batch: ImportBatch) -> Sign | None:
    """The last sign of a batch's worker; None when none is at work."""
    path = _path(batch)
    try:
        age = time.time() - path.stat().st_mtime
        said = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    patience = STARTS_WITHIN if said.get("is_starting") else QUIET_AFTER
    return Sign(said["what"], said["done"], said["total"], age < patience)


def _path(batch: ImportBatch) -> Path:
    return uploads(batch) / "working.json"


def announce(batch: ImportBatch, what: str) -> None:
    """A worker is about to start."""
    _say(_path(batch), what, 0, 0, is_starting=True)


def _say(path: Path, what: str, done: int, total: int, *, is_starting: bool = False) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    said = {"what": what, "done": done, "total": total, "is_starting": is_starting}
    new.write_text(json.dumps(said), encoding="utf-8")
    new.replace(path)


class Beat:
    """Says every second that the worker lives, and how far it is; takes the sign away at the end."""

    def __init__(self, batch: ImportBatch, what: str) -> None:
        self.path, self.what, self.done, self.total = _path(batch), what, 0, 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._go_on, daemon=True)

    def __enter__(self) -> Beat:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self.path.unlink(missing_ok=True)

    def say(self, done: int, total: int) -> None:
        """How far it is."""
        self.done, self.total = done, total

    def _go_on(self) -> None:
        while not self._over.is_set():
            _say(self.path, self.what, self.done, self.total)
            self._over.wait(EVERY)
