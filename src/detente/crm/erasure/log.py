"""Who was erased, kept outside the database, so that a restored backup forgets them too."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from detente.config.home import home


@dataclass(frozen=True)
class Erasure:
    """A person, by the key that is the same in every backup, and when they were erased."""

    person: UUID
    at: datetime


def path() -> Path:
    """Where the log lies: one line of JSON for each erasure, nothing in it says who the person was."""
    return home() / "erasures.jsonl"


def append(erasure: Erasure) -> None:
    """Write it down for good before the erasure is committed: erasing twice does no harm, forgetting it would."""
    line = json.dumps({"person": str(erasure.person), "at": erasure.at.isoformat()}) + "\n"
    if _is_cut_short():
        line = "\n" + line
    handle = os.open(path(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(handle, line.encode())
        os.fsync(handle)
    finally:
        os.close(handle)


def _is_cut_short() -> bool:
    """Whether a crash left the last line without its end."""
    written = path().read_bytes() if path().exists() else b""
    return bool(written) and not written.endswith(b"\n")


def read(file: Path | None = None) -> Iterator[Erasure]:
    """The erasures of a log, oldest first; a line that a crash cut short is left out."""
    file = file or path()
    for line in file.read_text(encoding="utf-8").splitlines() if file.exists() else ():
        try:
            said = json.loads(line)
            yield Erasure(UUID(said["person"]), datetime.fromisoformat(said["at"]))
        except (ValueError, KeyError, TypeError):
            continue
