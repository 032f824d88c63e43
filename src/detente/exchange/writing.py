"""Write a company to one file: everything as of one instant, while people go on working."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

from detente import __version__
from detente.config.home import settle
from detente.copy.snapshot import Snapshot, snapshot
from detente.crm.erasure import log
from detente.crm.files.storage import place_of
from detente.crm.history.schema import newest_migration
from detente.exchange.manifest import Manifest, Part
from detente.exchange.tables import Model, columns_of, exported, to_plain

Progress = Callable[[str, int], None]

READ_ME = """This is everything that a company keeps in Detente, except passwords, keys and sessions.

tables/*.jsonl   one table each: a line is one row, as a JSON object by column
files/*          attached files by their uuid; tables/crm_file.jsonl says what they are called and belong to
erasures.jsonl   who was erased on request (keys only)
manifest.json    when it was written, by which version, with the number of rows and the SHA-256 of each file

Amounts are in minor units (cents) beside their currency, instants in UTC. Read it back with:
detente import export FILE
"""


def export_company(file: Path, *, progress: Progress | None = None) -> Manifest:
    """Write the export; `file` appears whole or not at all. Calls `progress(table, rows so far)`."""
    draft = file.with_name(file.name + ".part")
    try:
        with snapshot() as now, ZipFile(draft, "w", ZIP_DEFLATED, compresslevel=4) as archive:
            manifest = _begun(now)
            archive.writestr("README.txt", READ_ME)
            for model in exported():
                manifest.tables[model._meta.db_table] = _write(archive, now, model, progress)
            _write_files(archive, now, manifest)
            if log.path().exists():
                archive.write(log.path(), "erasures.jsonl")
            manifest.write(archive)
        settle(draft)
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
    return manifest


def _begun(now: Snapshot) -> Manifest:
    company = now.rows("SELECT name FROM crm_organisation")
    return Manifest(
        company=company[0][0] if company else "", detente=__version__, schema=newest_migration(),
        as_of=now.as_of.isoformat(),
    )  # fmt: skip


def _write(archive: ZipFile, now: Snapshot, model: Model, progress: Progress | None) -> Part:
    table, columns, digest, rows = model._meta.db_table, columns_of(model), hashlib.sha256(), 0
    with archive.open(f"tables/{table}.jsonl", "w", force_zip64=True) as stream:
        for lines in _lines(now, model):
            block = "".join(lines).encode()
            stream.write(block)
            digest.update(block)
            rows += len(lines)
            if progress:
                progress(table, rows)
    return Part(rows=rows, sha256=digest.hexdigest(), columns=list(columns))


def _lines(now: Snapshot, model: Model) -> Iterator[list[str]]:
    """The rows of a table as lines, by their keys, a few thousand at a time."""
    columns = columns_of(model)
    names, converts = list(columns), [to_plain(field) for field in columns.values()]
    quote = now.connection.ops.quote_name
    wanted = ", ".join(quote(field.column or "") for field in columns.values())
    key = quote(model._meta.pk.column or "")
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    for rows in now.batches(f"SELECT {wanted} FROM {quote(model._meta.db_table)} ORDER BY {key}", size=5_000):
        yield [
            encode(
                dict(
                    zip(
                        names,
                        (convert(value) for convert, value in zip(converts, row, strict=True)),
                        strict=True,
                    )
                )
            )
            + "\n"
            for row in rows
        ]


def _write_files(archive: ZipFile, now: Snapshot, manifest: Manifest) -> None:
    """Attached bytes; those of a removed file too, because removing can be undone. An erased one has none."""
    for key, digest in now.rows("SELECT uuid, digest FROM crm_file ORDER BY id"):
        uuid = key if isinstance(key, UUID) else UUID(key)
        if place_of(uuid).exists():
            archive.write(place_of(uuid), f"files/{uuid}")
            manifest.files[str(uuid)] = digest
