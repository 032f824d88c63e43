"""`detente demo`: a throw-away populated company, served."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from detente.cli.company import is_begun, missing_migrations, ready
from detente.cli.mistakes import Mistake
from detente.cli.options import Home, NoWorker, Port
from detente.cli.serve import ADDRESS, refuse_taken, serve_at

NoBrowser = Annotated[bool, typer.Option("--no-browser", help="Only say the address, open nothing.")]
Leads = Annotated[int, typer.Option("--leads", min=100, max=1_000_000, help="How many leads it has had.")]
ENDED = 143


def demo(
    port: Port = 8000, no_browser: NoBrowser = False, home: Home = None, leads: Leads = 6_000,
    no_worker: NoWorker = False,
) -> None:  # fmt: skip
    """A throw-away populated company, served.

    Twelve people, eighteen months of leads; gone when you stop it. With --home or DETENTE_HOME it is
    kept there and opened again the next time.
    """
    refuse_taken(ADDRESS, port)
    kept = home or Path(os.environ["DETENTE_HOME"]) if home or os.environ.get("DETENTE_HOME") else None
    with kept_or_thrown_away(kept) as folder:
        settle_in(folder, port)
        if not is_ready(folder):
            make(folder, leads)
        if not no_browser:
            open_browser_soon(port)
        serve_at(ADDRESS, port, with_worker=not no_worker)


@contextmanager
def kept_or_thrown_away(kept: Path | None) -> Iterator[Path]:
    """The folder asked for, or one that is removed at the end, however the end comes."""
    if kept:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept
        return
    folder = Path(tempfile.mkdtemp(prefix="detente-demo-"))

    def end(_number: int, _frame: FrameType | None) -> None:
        sys.exit(ENDED)

    signal.signal(signal.SIGTERM, end)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def settle_in(folder: Path, port: int) -> None:
    """The demo has settings of its own; a DATABASE_URL meant for a real company is left alone."""
    os.environ.pop("DATABASE_URL", None)
    os.environ["DETENTE_HOME"] = str(folder)
    os.environ["DETENTE_DEMO"] = "1"
    os.environ["DETENTE_BASE_URL"] = f"http://127.0.0.1:{port}"
    ready()


def mark(folder: Path) -> Path:
    """A file that says whether the demo here is finished; without it a database is somebody's own."""
    return folder / "demo"


def is_ready(folder: Path) -> bool:
    """Whether a finished demo is here; half a one is removed, a company that is no demo is refused."""
    if not mark(folder).exists():
        if is_begun():
            raise Mistake(
                f"{folder} holds a company that is no demo. Name another folder: detente demo --home DIR"
            )
        return False
    if mark(folder).read_text() == "ready" and not missing_migrations():
        return True
    from django.db import connection

    connection.close()
    for path in folder.glob("detente.sqlite3*"):
        path.unlink()
    shutil.rmtree(folder / "copy", ignore_errors=True)
    return False


def make(folder: Path, leads: int) -> None:
    """Tables, the company's eighteen months, and the copy that its reports read."""
    from django.core.management import call_command

    from detente import demo as company
    from detente.copy import rebuild

    mark(folder).write_text("begun")
    print("Making a company of twelve people and eighteen months ...", flush=True)
    call_command("migrate", interactive=False, verbosity=0)
    company.build(leads=leads, progress=say_how_far if sys.stderr.isatty() else None)
    rebuild()
    mark(folder).write_text("ready")


def say_how_far(done: int, whole: int) -> None:
    """One line that overwrites itself."""
    print(f"\r{done:,} of {whole:,} leads", end="\n" if done >= whole else "", file=sys.stderr, flush=True)


def open_browser_soon(port: int) -> None:
    """Open the page as soon as the server answers."""

    def wait_and_open() -> None:
        import time
        import urllib.error
        import urllib.request
        import webbrowser

        address = f"http://127.0.0.1:{port}/"
        for _ in range(100):
            try:
                urllib.request.urlopen(address, timeout=2).close()
                break
            except urllib.error.HTTPError:
                break
            except OSError:
                time.sleep(0.2)
        webbrowser.open(address)

    threading.Thread(target=wait_and_open, daemon=True).start()
