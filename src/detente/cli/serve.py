"""`detente serve`: the web server, and beside it one program that keeps the copy fresh and does what is due."""

from __future__ import annotations

import os
import socket

from detente.cli.company import open_company
from detente.cli.following import followed
from detente.cli.mistakes import Mistake
from detente.cli.options import NoWorker, Port

ADDRESS = "127.0.0.1"
WORKERS = 2
THREADS = 8
LAST_SECONDS = 3


def serve(port: Port = 8000, no_worker: NoWorker = False) -> None:
    """Serve the company of this environment.

    DETENTE_HOME and DATABASE_URL say which; its analytic copy is kept fresh meanwhile, and what is due is done.
    """
    open_company()
    address = os.environ.get("DETENTE_ADDRESS", ADDRESS)
    serve_at(address, port, with_worker=not no_worker)


def serve_at(address: str, port: int, *, with_worker: bool = True) -> None:
    """Serve until stopped, with two processes for pages and one for the copy and what is due."""
    refuse_taken(address, port)
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    server = Granian(
        "detente.config.wsgi:application", address=address, port=port, interface=Interfaces.WSGI,
        workers=WORKERS, blocking_threads=THREADS, websockets=False, log_level=LogLevels.error,
        respawn_failed_workers=True, workers_kill_timeout=LAST_SECONDS,
    )  # fmt: skip
    shown = ADDRESS if address == "0.0.0.0" else address  # noqa: S104
    print(f"Detente is at http://{shown}:{port}  (Ctrl-C stops it)", flush=True)
    with followed(with_worker=with_worker):
        server.serve()


def refuse_taken(address: str, port: int) -> None:
    """A taken port is said at once, not by a worker that keeps dying."""
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as wrong:
            raise Mistake(
                f"Port {port} on {address} can't be used ({wrong.strerror}). Choose another: --port N."
            ) from None
