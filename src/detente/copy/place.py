"""Where the copy lies, and how one version takes the place of another.

Every version is a file of its own name: DuckDB knows an open file by its path, so that a reader
which opened `detente.duckdb` anew beside an older reader of the same process would be given the
older one's rows. `detente.duckdb` is a link to the newest; the version before it stays one round
longer, for readers that have looked up its name but not opened it yet.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

LINK = "detente.duckdb"


def folder() -> Path:
    """The folder of the copy, made when absent."""
    found = Path(settings.HOME) / "copy"
    found.mkdir(parents=True, exist_ok=True)
    return found


def path() -> Path:
    """The newest version's own file, or the name it will get when there is none yet."""
    link = folder() / LINK
    return Path(os.path.realpath(link)) if link.exists() else link


@contextmanager
def alone() -> Iterator[None]:
    """Be the only refresher, across processes; the lock goes with the process that holds it."""
    with (folder() / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def new_name() -> Path:
    """A name that no version had before."""
    return folder() / f"detente-{time.time_ns():020d}.duckdb"


def publish(version: Path) -> Path:
    """Make a finished file the copy that readers find next, in one step; call it `alone`."""
    before = path()
    link = folder() / f"{LINK}.next"
    link.unlink(missing_ok=True)
    link.symlink_to(version.name)
    link.replace(folder() / LINK)
    sweep(keep={version, before})
    return version


def sweep(keep: set[Path]) -> None:
    """Remove older versions and what a killed refresher left behind."""
    kept = {found.name for found in keep}
    for found in folder().glob("detente-*.duckdb*"):
        if found.name in kept:
            continue
        if found.is_dir():  # where DuckDB puts aside what does not fit into memory
            shutil.rmtree(found, ignore_errors=True)
        else:
            found.unlink(missing_ok=True)
