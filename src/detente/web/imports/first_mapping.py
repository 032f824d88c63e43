"""The mapping that a draft begins with: guessed, or a saved one laid over the files that came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from detente.crm.playbook.actions import current
from detente.intake.fields import Field
from detente.intake.guess import guess
from detente.intake.mapping import FileMapping, Mapping
from detente.intake.mapping.model import REJECTED
from detente.intake.planning import codes_of
from detente.intake.problems import IntakeError, gettext_noop
from detente.intake.reading import REASON, sheets_of
from detente.intake.reading.formulas import looks_guarded
from detente.intake.samples import SAMPLE_LINES
from detente.intake.sources import open_as
from detente.web.imports.translating import meant_by

NO_ENTRY = gettext_noop(
    "The mapping reads no file with the columns of %(file)s. Leave the file out, or guess anew."
)


def guessed(files: Sequence[Path], kind: str | None) -> Mapping:
    """One entry for each file, each with the columns that its headers and values suggest."""
    return Mapping(tuple(guessed_entry(file, kind) for file in files), system="import")


def guessed_entry(
    file: Path, kind: str | None, sheet: str | None = None, header: int | None = None
) -> FileMapping:
    """What one file seems to be, under its own name; a column of codes is proposed only if a word of it is ours."""
    table = open_as(file, FileMapping(kind or "leads", sheet=sheet, header=header))
    found = guess(table, kind=kind)
    entry = found.mapping()
    foreign = {p.field for p in found.proposals if _is_foreign(entry.of.field(p.field), p.values)}
    columns = {name: use for name, use in entry.columns.items() if name not in foreign}
    is_guarded = REASON not in table.headers and looks_guarded(list(islice(table.lines(), SAMPLE_LINES)))
    return replace(
        entry,
        columns=columns,
        file=pattern_of(file.name),
        guarded=is_guarded,
        sheet=getattr(table, "sheet", None),
        header=header,
    )


def _is_foreign(field: Field | None, values: Sequence[str]) -> bool:
    if field is None or not field.choice:
        return False
    known = codes_of(current())[field.choice]
    return not any(meant_by(value, known) for value in values)


def pattern_of(name: str) -> str:
    """The pattern that fits a kept file and its mended reject file."""
    return name.replace(REJECTED, "")


def laid_over(mapping: Mapping, files: Sequence[Path]) -> Mapping:
    """A saved mapping with its entries under the names of these files: by name, else by the columns it needs.

    Raises IntakeError when a file answers to none of them.
    """
    entries: list[FileMapping] = []
    for path in files:
        fitting = [e for e in mapping.files if e.fits(path.name) and _has_columns(path, e)]
        fitting = fitting or _likest(path, mapping)
        if not fitting:
            raise IntakeError(NO_ENTRY, file=path.name)
        entries += [replace(entry, file=pattern_of(path.name)) for entry in fitting]
    return replace(mapping, files=tuple(entries))


def _likest(path: Path, mapping: Mapping) -> list[FileMapping]:
    """The entry that uses most of the file's columns, if one can do with them."""
    possible = [entry for entry in mapping.files if _has_columns(path, entry)]
    return [max(possible, key=lambda entry: len(entry.uses))] if possible else []


def _has_columns(path: Path, entry: FileMapping) -> bool:
    """Whether the file, read as the entry says, has its columns; a workbook without its sheet has not."""
    if entry.sheet and entry.sheet not in sheets_of(path):
        return False
    headers = open_as(path, entry).headers
    return all(use.column in headers for _, use in entry.uses)
