"""Load a company from its export into an empty Detente: the same keys, the same history, the same hashes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID
from zipfile import BadZipFile, ZipFile

from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction

from detente.crm.erasure import log
from detente.crm.files import storage
from detente.crm.history import rows
from detente.crm.history.schema import newest_migration
from detente.crm.models import Event, Organisation, Person, User
from detente.exchange import manifest as manifests
from detente.exchange.manifest import Manifest, Part, Unreadable
from detente.exchange.tables import Model, columns_of, exported, from_plain

CHUNK = 5_000
BLOCK = 1 << 20
Progress = Callable[[str, int], None]


def load_company(file: Path, *, progress: Progress | None = None) -> Manifest:
    """Fill this empty, migrated Detente from an export; all of it or nothing.

    Raises Unreadable for a file that is damaged or of another version, and where a company exists already.
    """
    if any(model._default_manager.exists() for model in (User, Organisation, Person, Event)):
        raise Unreadable("There is a company here already. Load the export into an empty home or database.")
    try:
        with ZipFile(file) as archive:
            return _load(archive, progress)
    except BadZipFile as wrong:
        raise Unreadable(f"{file.name} is damaged or is not a zip file: {wrong}.") from wrong


def _load(archive: ZipFile, progress: Progress | None) -> Manifest:
    found = manifests.read(archive, schema=newest_migration())
    with transaction.atomic():
        for model in exported():
            _fill(archive, model, found, progress)
        _count_on()
    _keep_files(archive, found)
    if "erasures.jsonl" in archive.namelist():
        with log.path().open("ab") as stream:
            stream.write(archive.read("erasures.jsonl"))
    # What follows from the rows (indexes of added fields, the search) is made by what every migration ends with.
    call_command("migrate", interactive=False, verbosity=0)
    return found


def _fill(archive: ZipFile, model: Model, found: Manifest, progress: Progress | None) -> None:
    table = model._meta.db_table
    part = found.tables.get(table)
    if part is None or part.columns != list(columns_of(model)):
        raise Unreadable(f"The export lacks the table {table}, or its columns are others than ours.")
    done, digest = 0, hashlib.sha256()
    for chunk in _chunks(archive, model, digest):
        rows.insert(model, tuple(part.columns), chunk)
        done += len(chunk)
        if progress:
            progress(table, done)
    _check(table, part, done, digest.hexdigest())


def _check(table: str, part: Part, done: int, digest: str) -> None:
    if (done, digest) != (part.rows, part.sha256):
        raise Unreadable(f"The export is damaged: {table} is not what its manifest says. Nothing was loaded.")


def _chunks(archive: ZipFile, model: Model, digest: Any) -> Iterator[list[list[Any]]]:
    converts = {name: from_plain(field) for name, field in columns_of(model).items()}
    with archive.open(f"tables/{model._meta.db_table}.jsonl") as stream:
        while lines := list(islice(stream, CHUNK)):
            for line in lines:
                digest.update(line)
            try:
                yield [_row(line, converts) for line in lines]
            except (ValueError, KeyError) as wrong:
                raise Unreadable(f"The export is damaged in {model._meta.db_table}: {wrong}.") from wrong


def _row(line: bytes, converts: dict[str, Callable[[Any], Any]]) -> list[Any]:
    said = json.loads(line)
    return [convert(said[name]) for name, convert in converts.items()]


def _count_on() -> None:
    """New rows get keys after those that came in."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), exported()):
            cursor.execute(statement)


def _keep_files(archive: ZipFile, found: Manifest) -> None:
    for key, digest in found.files.items():
        with archive.open(f"files/{UUID(key)}") as stream:
            storage.drop(UUID(key))
            kept = storage.keep(UUID(key), iter(lambda: stream.read(BLOCK), b""))
        if kept.digest != digest:
            raise Unreadable(f"The attached file {key} came in damaged; everything else is loaded.")
