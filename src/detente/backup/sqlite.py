"""SQLite's part of a backup: the file as of one instant, taken with SQLite's own copying while people write."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from pathlib import Path
from zipfile import ZipFile

from django.db import connection

from detente.backup.archive import Contents, Damaged, Packing

NAME = "database.sqlite3"


def database() -> Path:
    """The file of this Detente's database."""
    return Path(str(connection.settings_dict["NAME"]))


def pack(packing: Packing) -> None:
    """Add the database; what was copied is checked and counted before it counts."""
    with tempfile.TemporaryDirectory(dir=database().parent, prefix="backup-") as folder:
        copied = Path(folder) / NAME
        _copy(database(), copied)
        packing.contents.rows = checked(copied)
        packing.file(NAME, copied)


def _copy(source: Path, target: Path) -> None:
    old, new = sqlite3.connect(f"file:{source}?mode=ro", uri=True, timeout=30), sqlite3.connect(target)
    try:
        # In one step: a copy in pieces would begin anew with every write of another process.
        old.backup(new, pages=-1)
        new.execute("PRAGMA journal_mode=DELETE")
    finally:
        old.close()
        new.close()


def checked(file: Path) -> dict[str, int]:
    """The rows of each table of a database that is whole; raises Damaged."""
    found = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    try:
        said = found.execute("PRAGMA quick_check(1)").fetchone()[0]
        if said != "ok":
            raise Damaged(f"The copied database is damaged: {said}")
        names = found.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'"
        )
        tables = [name for (name,) in names if name.startswith(("crm_", "django_"))]
        return {name: found.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}
    except sqlite3.DatabaseError as wrong:
        raise Damaged(f"The copied database is damaged: {wrong}") from wrong
    finally:
        found.close()


def is_empty() -> bool:
    """Whether nothing is here that a restore would overwrite."""
    return not database().exists() or database().stat().st_size == 0


def put_aside(name: str) -> None:
    """Move the present database beside itself under another name; nothing is deleted."""
    connection.close()
    for suffix in ("", "-wal", "-shm"):
        file = database().with_name(database().name + suffix)
        if file.exists():
            file.rename(database().with_name(f"{name}{suffix}"))


def unpack(archive: ZipFile, contents: Contents) -> None:
    """Put the database in its place: it appears there whole or not at all."""
    connection.close()
    draft = database().with_name(database().name + ".part")
    with archive.open(NAME) as stream, draft.open("wb") as target:
        shutil.copyfileobj(stream, target, 1 << 20)
        target.flush()
        os.fsync(target.fileno())
    if checked(draft) != contents.rows:
        draft.unlink()
        raise Damaged("The backup's database does not hold what its manifest says. Use another backup.")
    draft.rename(database())
