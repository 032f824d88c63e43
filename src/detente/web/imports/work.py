"""Imports run in a program of their own, which outlives the request; a sign of life stands beside the files.

    python -m detente.web.imports.work BATCH import|undo USER

Two programs on one batch do no harm (the intake takes each line once, under the batch's lock), so the sign only
decides what the page offers.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import UUID

QUIET_AFTER = 10
EVERY = 1.0


@dataclass(frozen=True)
class Sign:
    """What a worker said last: what it does, how far it is, and whether it is still alive."""

    what: str
    done: int
    total: int
    is_alive: bool


def sign_of(batch: Any) -> Sign | None:
    """The last sign of a batch's worker; None when none is at work."""
    path = _path(batch)
    try:
        age = time.time() - path.stat().st_mtime
        said = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    return Sign(said["what"], said["done"], said["total"], age < QUIET_AFTER)


def begin(batch: Any, what: str, by: Any) -> bool:
    """Start a worker as soon as the claim is committed; False when one is at work already."""
    from django.db import transaction

    sign = sign_of(batch)
    if sign and sign.is_alive:
        return False
    if what == "import":
        waiting = type(batch).objects.filter(pk=batch.pk, state__in=("waiting", "running", "failed"))
        if not waiting.update(state="running", error=""):
            return False
    _say(_path(batch), what, 0, 0)
    transaction.on_commit(lambda: _spawn(str(batch.uuid), what, by.pk))
    return True


def _path(batch: Any) -> Path:
    from detente.intake.batches import uploads

    return uploads(batch) / "working.json"


def _say(path: Path, what: str, done: int, total: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.write_text(json.dumps({"what": what, "done": done, "total": total}), encoding="utf-8")
    new.replace(path)


def _spawn(batch: str, what: str, by: int) -> None:
    command = [sys.executable, "-m", "detente.web.imports.work", batch, what, str(by)]
    child = subprocess.Popen(
        command,
        env=_environment(),
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    threading.Thread(target=child.wait, daemon=True).start()  # or it would stay behind as a zombie


def _environment() -> dict[str, str]:
    """This program's own, with the database that it really uses."""
    from django.conf import settings
    from django.db import connection

    name = str(connection.settings_dict["NAME"])
    given = os.environ.get("DATABASE_URL", "")
    url = f"sqlite:///{quote(name)}"
    if connection.vendor != "sqlite":
        url = urlsplit(given)._replace(path="/" + quote(name)).geturl()
    return {**os.environ, "DATABASE_URL": url, "DETENTE_HOME": str(settings.HOME)}


class Beat:
    """Says every second that the worker lives, and how far it is; takes the sign away at the end."""

    def __init__(self, path: Path, what: str) -> None:
        self.path, self.what, self.done, self.total = path, what, 0, 0
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


def work(key: UUID, what: str, by: int) -> None:
    """Bring a batch in, or take it back, to the end."""
    from detente.crm.imports.models import ImportBatch
    from detente.crm.people.models import User
    from detente.intake.batches import run
    from detente.intake.undoing import undo

    batch = ImportBatch.objects.get(uuid=key)
    with Beat(_path(batch), what) as beat:
        if what == "undo":
            undo(batch, by=User.objects.get(pk=by), progress=beat.say)
        else:
            run(batch, progress=beat.say)


def main(arguments: list[str]) -> int:
    """Run one batch; what goes wrong is kept with the batch and shown on its page."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "detente.config.settings")
    django.setup()
    key, what, by = arguments
    try:
        work(UUID(key), what, int(by))
    except Exception:
        import logging

        logging.getLogger(__name__).exception("the import %s stopped", key)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
