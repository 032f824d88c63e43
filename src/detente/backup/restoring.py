"""Restore a backup into an empty home: the database, files and keys, then the erasures made since."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from zipfile import ZipFile

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from detente.backup import postgres, sqlite
from detente.backup.archive import KEYS, Contents, Damaged, check_backup
from detente.crm.erasure import actions as erasure
from detente.crm.erasure import log

FOLDERS = ("files", "uploads")


@dataclass(frozen=True)
class Restored:
    """What came back, how many persons were erased again, and where the state before was put aside, if any."""

    contents: Contents
    erased_again: int
    put_aside: str | None = None


def restore_backup(file: Path, *, replace: bool = False, erasures: Path | None = None) -> Restored:
    """Bring a backup back. With `replace` what is there now is moved aside, never deleted.

    Persons erased since the backup was made are erased again: by this home's own log, and by `erasures`,
    the log of the home that is being rescued. Raises Damaged; then nothing has changed.
    """
    contents = check_backup(file)
    if contents.database != connection.vendor:
        raise Damaged(
            f"The backup is of {contents.database}, this is {connection.vendor}. To change the database, write an "
            "export there (`detente export`) and load it here (`detente import export`)."
        )
    database = sqlite if connection.vendor == "sqlite" else postgres
    aside = None
    if not database.is_empty():
        if not replace:
            raise Damaged(
                "There is a company here already; nothing was changed. Stop Detente, then add --replace."
            )
        aside = f"replaced-{datetime.now(UTC):%Y%m%d-%H%M%S}"
        database.put_aside(f"{aside}.sqlite3")
        _put_aside(aside)
    with ZipFile(file) as archive:
        database.unpack(archive, contents)
        _unpack_files(archive, contents)
    call_command("migrate", interactive=False, verbosity=0)
    again = erasure.replay() + (erasure.replay(erasures) if erasures else 0)
    return Restored(contents, again, aside)


def _put_aside(name: str) -> None:
    """Files and keys of the state before; the log of erasures stays, because nobody may come back by a restore."""
    for kept in (*FOLDERS, *KEYS):
        if (settings.HOME / kept).exists():
            target = settings.HOME / name / kept
            target.parent.mkdir(exist_ok=True)
            (settings.HOME / kept).rename(target)


def _unpack_files(archive: ZipFile, contents: Contents) -> None:
    for name in contents.parts:
        if PurePosixPath(name).parts[0] in FOLDERS or name in KEYS:
            _unpack(archive, name)
    if log.path().name in contents.parts:
        known = set(log.read())
        with log.path().with_suffix(".restored").open("wb") as draft:
            draft.write(archive.read(log.path().name))
        for one in log.read(log.path().with_suffix(".restored")):
            if one not in known:
                log.append(one)
        log.path().with_suffix(".restored").unlink()


def _unpack(archive: ZipFile, name: str) -> None:
    target = settings.HOME.joinpath(*PurePosixPath(name).parts)
    if ".." in PurePosixPath(name).parts:
        raise Damaged(f"The backup holds a file outside its folders: {name}.")
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(target.name + ".part")
    with archive.open(name) as stream, draft.open("wb") as out:
        shutil.copyfileobj(stream, out, 1 << 20)
    draft.chmod(0o600)
    draft.replace(target)
