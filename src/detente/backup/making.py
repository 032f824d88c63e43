"""Make a backup: the database as of one instant, then the files that it names, then a look at the whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from detente import __version__
from detente.backup import postgres, sqlite
from detente.backup.archive import KEYS, Contents, Packing, check_backup
from detente.config.home import settle
from detente.crm.erasure import log


def make_backup(place: Path | None = None, *, keep: int | None = None) -> tuple[Path, Contents]:
    """A checked backup in the folder `place` (or as the file `place`); by default in home's `backups`.

    With `keep` the newest so many of the folder stay and older ones of its own go.
    """
    file = _named(place or settings.HOME / "backups")
    with _draft_of(file) as draft:
        with ZipFile(draft, "w", ZIP_DEFLATED, compresslevel=1) as archive:
            packing = Packing(archive, _begun())
            (sqlite if connection.vendor == "sqlite" else postgres).pack(packing)
            _pack_files(packing)
            packing.close()
        contents = check_backup(draft)
    if keep:
        _drop_older(file, keep)
    return file, contents


def _named(place: Path) -> Path:
    if place.suffix == ".zip":
        place.parent.mkdir(parents=True, exist_ok=True)
        return place
    place.mkdir(parents=True, exist_ok=True)
    return place / f"detente-{datetime.now(UTC):%Y%m%d-%H%M%S}.zip"


@contextmanager
def _draft_of(file: Path) -> Iterator[Path]:
    """The file gets its name when it is whole, checked and on disk; only its owner may read it."""
    draft = file.with_name(file.name + ".part")
    draft.unlink(missing_ok=True)
    draft.touch(0o600)
    try:
        yield draft
        settle(draft)
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)


def _begun() -> Contents:
    applied: dict[str, list[str]] = {}
    for app, name in MigrationRecorder(connection).applied_migrations():
        applied.setdefault(app, []).append(name)
    return Contents(
        detente=__version__,
        database=connection.vendor,
        as_of=datetime.now(UTC).isoformat(),
        migrations=applied,
    )


def _pack_files(packing: Packing) -> None:
    """Files are written once and never changed, so those that the database names by now are all there."""
    for folder in ("files", "uploads"):
        for path in sorted((settings.HOME / folder).rglob("*")):
            if path.is_file() and not path.name.endswith(".part"):
                packing.file(path.relative_to(settings.HOME).as_posix(), path, pack=False)
    for name in KEYS:
        if (settings.HOME / name).exists():
            packing.file(name, settings.HOME / name)
    if log.path().exists():
        packing.file(log.path().name, log.path())


def _drop_older(file: Path, keep: int) -> None:
    ours = sorted(file.parent.glob("detente-????????-??????.zip"))
    for old in ours[:-keep]:
        old.unlink()
