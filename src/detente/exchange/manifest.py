"""What an export says about itself: which Detente wrote it, when, and how much of what is in it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from zipfile import BadZipFile, ZipFile

FORMAT = "detente-export"
VERSION = 1
NAME = "manifest.json"


class Unreadable(Exception):
    """A file that can't be read as what it should be; the text says why and what to do."""


@dataclass(frozen=True)
class Part:
    """One file of the export: its rows and the SHA-256 of its bytes."""

    rows: int
    sha256: str
    columns: list[str] = field(default_factory=list)


@dataclass
class Manifest:
    """`schema` is the newest migration of the CRM; only the same one can be loaded."""

    company: str
    detente: str
    schema: str
    as_of: str
    tables: dict[str, Part] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    format: str = FORMAT
    version: int = VERSION

    @property
    def rows(self) -> int:
        """All rows of all tables."""
        return sum(part.rows for part in self.tables.values())

    def write(self, into: ZipFile) -> None:
        """Add the manifest to an export."""
        into.writestr(NAME, json.dumps(asdict(self), indent=2, sort_keys=True))


def read(archive: ZipFile, *, schema: str) -> Manifest:
    """The manifest of an export that this Detente can load; else Unreadable."""
    try:
        said = json.loads(archive.read(NAME))
    except (KeyError, ValueError, BadZipFile) as wrong:
        raise Unreadable("This is not a company's export: it has no manifest.") from wrong
    if said.get("format") != FORMAT or said.get("version") != VERSION:
        raise Unreadable("This is not a company's export that this Detente knows.")
    if said["schema"] != schema:
        raise Unreadable(
            f"The export was written by Detente {said['detente']} with tables as of {said['schema']}, and this one "
            f"has {schema}. Load it with that version, then bring it up to date with `detente init`."
        )
    tables = {name: Part(**part) for name, part in said.pop("tables").items()}
    return Manifest(**said, tables=tables)
