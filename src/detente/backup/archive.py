"""The file of a backup: a zip whose manifest names every part with its SHA-256."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

FORMAT = "detente-backup"
NAME = "manifest.json"
BLOCK = 1 << 20
KEYS = ("secret_key", "sealing_key")


class Damaged(Exception):
    """A backup that is not what it says it is, or can't be used here; the text says why and what to do."""


@dataclass
class Contents:
    """What a backup holds. `database` is sqlite or postgresql; `rows` count each table as of `as_of`.

    `migrations` are the applied ones by app: a newer Detente brings an older backup up to date.
    """

    detente: str
    database: str
    as_of: str
    migrations: dict[str, list[str]]
    rows: dict[str, int] = field(default_factory=dict)
    columns: dict[str, list[str]] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)
    format: str = FORMAT


class Packing:
    """Adds parts to a backup and remembers their digests."""

    def __init__(self, archive: ZipFile, contents: Contents) -> None:
        self.archive, self.contents = archive, contents

    def file(self, name: str, path: Path, *, pack: bool = True) -> None:
        """A file as one part."""
        with path.open("rb") as stream, self.part(name, pack=pack) as part:
            while block := stream.read(BLOCK):
                part.write(block)

    def part(self, name: str, *, pack: bool = True) -> _Part:
        """A part to write bytes to, inside a `with`."""
        return _Part(self, name, ZIP_DEFLATED if pack else ZIP_STORED)

    def close(self) -> None:
        """The manifest comes last: a backup without one is not finished."""
        self.archive.writestr(NAME, json.dumps(asdict(self.contents), indent=1, sort_keys=True))


class _Part:
    def __init__(self, packing: Packing, name: str, compression: int) -> None:
        self.packing, self.name = packing, name
        self.packing.archive.compression = compression
        self.stream = packing.archive.open(name, "w", force_zip64=True)
        self.digest = hashlib.sha256()

    def __enter__(self) -> _Part:
        return self

    def write(self, block: bytes | memoryview) -> None:
        self.stream.write(block)
        self.digest.update(block)

    def __exit__(self, *_error: object) -> None:
        self.stream.close()
        self.packing.contents.parts[self.name] = self.digest.hexdigest()


def contents_of(archive: ZipFile) -> Contents:
    """What a backup says it holds."""
    try:
        said = json.loads(archive.read(NAME))
    except (KeyError, ValueError) as wrong:
        raise Damaged("This is not a finished backup: it has no manifest.") from wrong
    if said.get("format") != FORMAT:
        raise Damaged("This is not a backup. A company's export is loaded with: detente import export FILE")
    return Contents(**said)


def check_backup(file: Path) -> Contents:
    """Read every part of a backup and compare it with its digest; raises Damaged."""
    try:
        with ZipFile(file) as archive:
            contents = contents_of(archive)
            for name, digest in contents.parts.items():
                with archive.open(name) as stream:
                    if _digest(stream) != digest:
                        raise Damaged(f"{name} in {file.name} is damaged. Use another backup.")
            return contents
    except (BadZipFile, KeyError, EOFError) as wrong:
        raise Damaged(f"{file.name} is damaged: {wrong}. Use another backup.") from wrong


def _digest(stream: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while block := stream.read(BLOCK):
        digest.update(block)
    return digest.hexdigest()
