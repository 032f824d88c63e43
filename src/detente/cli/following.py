"""The program beside the web server that keeps the copy fresh, sends what waits and does what is due.

`python -m detente.cli.following`; with --no-worker others do what is due (`detente worker`).
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from detente.cli.company import ready

LAST_SECONDS = 30
SENDERS = 3
CHORES_EVERY = 3600.0
NO_WORKER = "--no-worker"


@contextmanager
def followed(*, with_worker: bool = True) -> Iterator[None]:
    """Keep the copy fresh for as long as the block runs; the program is started again should it die."""
    command = [sys.executable, "-m", "detente.cli.following", *(() if with_worker else (NO_WORKER,))]
    stop = threading.Event()
    running: list[subprocess.Popen[bytes]] = []

    def keep() -> None:
        while not stop.is_set():
            running[:] = [subprocess.Popen(command)]
            running[0].wait()
            stop.wait(1)

    keeper = threading.Thread(target=keep, daemon=True)
    keeper.start()
    try:
        yield
    finally:
        stop.set()
        for program in running:
            program.terminate()
        keeper.join(LAST_SECONDS)


def main() -> None:
    """Follow the CRM until told to stop, or until the server that started this is gone."""
    ready()
    from detente.api.idempotency import forget_old as forget_answers
    from detente.copy import follow
    from detente.crm.jobs.running import sweep, work_until
    from detente.crm.scoring.due import plan
    from detente.web.verdict.due import plan as plan_verdict
    from detente.webhooks.endpoints import forget_old as forget_messages
    from detente.webhooks.sending import deliver_until

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    threading.Thread(target=stop_without_parent, args=(stop, os.getppid()), daemon=True).start()
    for _number in range(SENDERS):
        threading.Thread(target=deliver_until, args=(stop,), daemon=True).start()
    threading.Thread(
        target=now_and_then, args=(stop, forget_answers, forget_messages, sweep), daemon=True
    ).start()
    worker = threading.Thread(target=work_until, args=(stop,), daemon=True)
    if NO_WORKER not in sys.argv:
        plan()
        plan_verdict()
        worker.start()
    follow(stop)
    if worker.is_alive():
        worker.join(LAST_SECONDS)


def now_and_then(stop: threading.Event, *chores: Callable[[], object]) -> None:
    """What is swept up once an hour; a database that is away is swept the next time."""
    from django.db import DatabaseError, close_old_connections

    while not stop.wait(CHORES_EVERY):
        close_old_connections()
        with suppress(DatabaseError):
            for chore in chores:
                chore()


def stop_without_parent(stop: threading.Event, parent: int) -> None:
    """A server that was killed could not say stop; nobody else may be left following."""
    while not stop.wait(1):
        if os.getppid() != parent:
            stop.set()


if __name__ == "__main__":
    main()
