"""Which of the given files is what under a mapping, opened, in the order in which they depend on each other."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from detente.intake.mapping.model import FileMapping, Mapping, MappingError
from detente.intake.problems import IntakeError, gettext_noop
from detente.intake.reading import REASON, Limits, Table, open_file
from detente.intake.reading.formulas import Unguarded
from detente.intake.reading.json_lines import JsonFile
from detente.intake.reading.limits import DEFAULT

ORDER = (
    "vendors", "products", "users", "accounts", "campaigns", "costs", "people", "leads", "moves", "deals", "items",
    "members", "touches", "activities", "notes",
)  # fmt: skip
NO_ENTRY = gettext_noop("%(file)s: no entry under `files` of the mapping fits this name")
NO_FILE = gettext_noop("none of the files fits %(pattern)s, which the mapping reads as %(kind)s")
NO_COLUMN = gettext_noop("%(at)s: %(file)s has no column `%(column)s`%(hint)s")


@dataclass(frozen=True)
class Source:
    """One file read as one kind; `entry` is the place of its description in the mapping."""

    entry: int
    mapping: FileMapping
    table: Table

    @property
    def name(self) -> str:
        """The file's name as it was given."""
        return self.table.path.name


def sources_of(files: Sequence[Path], mapping: Mapping) -> list[Source]:
    """Every (file, entry) that fits, opened and checked. Raises IntakeError for what cannot be read."""
    found = [
        _open(file, no, entry)
        for no, entry in enumerate(mapping.files)
        for file in files
        if entry.fits(file.name)
    ]
    taken = {source.table.path for source in found}
    for file in files:
        if file not in taken:
            raise IntakeError(NO_ENTRY, file=file.name)
    return sorted(found, key=lambda source: ORDER.index(source.mapping.kind))


def brought_by(files: Sequence[Path], mapping: Mapping) -> list[Source]:
    """What of the other files can be read as the mapping stands, for the names that they bring."""
    found = []
    for no, entry in enumerate(mapping.files):
        for file in files:
            if entry.fits(file.name):
                with suppress(IntakeError):
                    found.append(_open(file, no, entry))
    return found


def absent_files(files: Sequence[Path], mapping: Mapping) -> list[str]:
    """What the mapping describes and nobody gave; not an error, but worth saying."""
    return [
        NO_FILE % {"pattern": entry.file, "kind": entry.kind}
        for entry in mapping.files
        if not any(entry.fits(file.name) for file in files)
    ]


def open_as(file: Path, entry: FileMapping, limits: Limits = DEFAULT) -> Table:
    """The file as the mapping's entry says it is to be read. Raises IntakeError."""
    table = open_file(
        file, encoding=entry.encoding, delimiter=entry.delimiter, quote=entry.quote, sheet=entry.sheet,
        header=entry.header, limits=limits,
    )  # fmt: skip
    if isinstance(table, JsonFile) and REASON in table.headers:
        table = table.with_keys([use.column for _, use in entry.uses])
    return Unguarded(table) if entry.guarded else table


def _open(file: Path, no: int, entry: FileMapping) -> Source:
    table = open_as(file, entry)
    for path, use in entry.uses:
        if use.column not in table.headers:
            near = difflib.get_close_matches(use.column, table.headers, n=1)
            hint = f". Did you mean `{near[0]}`?" if near else ""
            raise MappingError(
                NO_COLUMN, at=f"files[{no}].{path}", file=file.name, column=use.column, hint=hint
            )
    return Source(no, entry, table)
