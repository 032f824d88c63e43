"""A mapping as values: which column of which file is which field, and how its cells are written."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase

from detente.intake.fields import KINDS, Kind
from detente.intake.problems import IntakeError
from detente.intake.values.numbers import Sign

REJECTED = ".rejected"


class MappingError(IntakeError):
    """A mapping that cannot be used; names the key that is wrong."""


@dataclass(frozen=True)
class ColumnUse:
    """One column used for one field.

    `formats` of its dates and the `decimal` sign of its numbers are found in the values when
    absent; `values` translates what cells say (compared without regard to case) into ours; amounts are
    multiplied by `times` where a column counts in thousands or millions.
    """

    column: str
    formats: tuple[str, ...] = ()
    decimal: Sign | None = None
    currency: str | None = None
    times: int | None = None
    zone: str | None = None
    region: str | None = None
    values: MappingOf[str, str] = field(default_factory=dict)
    blank: tuple[str, ...] = ()


@dataclass(frozen=True)
class FileMapping:
    """One file (by a name with wildcards) and what its lines are.

    `moves` dates past stages: stage -> column. `custom` keeps columns that have no field. `mend` has, by field,
    what misspelt values are to be; one that stands for itself is meant as it is. `sheet` and `header` (the row of
    the column names) are a workbook's; with `guarded`, one apostrophe before a text is a spreadsheet's guard.
    """

    kind: str
    file: str = "*"
    columns: MappingOf[str, ColumnUse] = field(default_factory=dict)
    constants: MappingOf[str, str] = field(default_factory=dict)
    custom: MappingOf[str, ColumnUse] = field(default_factory=dict)
    moves: MappingOf[str, ColumnUse] = field(default_factory=dict)
    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    sheet: str | None = None
    header: int | None = None
    guarded: bool = False
    mend: MappingOf[str, MappingOf[str, str]] = field(default_factory=dict)

    @property
    def of(self) -> Kind:
        """The kind of its lines."""
        return KINDS[self.kind]

    def fits(self, name: str) -> bool:
        """Whether a file's name is the one meant, without regard to case; so is its mended reject file."""
        return fnmatchcase(name.casefold().replace(REJECTED, ""), self.file.casefold())

    @property
    def uses(self) -> list[tuple[str, ColumnUse]]:
        """Every use of a column, with the path of its key in the document."""
        groups = (("columns", self.columns), ("custom", self.custom), ("moves", self.moves))
        return [(f"{group}.{name}", use) for group, uses in groups for name, use in uses.items()]

    def with_use(self, path: str, use: ColumnUse) -> FileMapping:
        """The same with another use at `path` (`columns.amount`)."""
        group, _, name = path.partition(".")
        return replace(self, **{group: {**getattr(self, group), name: use}})  # type: ignore[arg-type]


@dataclass(frozen=True)
class Mapping:
    """A saved, reusable way to read somebody's files; what is absent comes from the organisation."""

    files: tuple[FileMapping, ...]
    name: str = ""
    system: str = ""
    zone: str | None = None
    currency: str | None = None
    region: str | None = None
    blank: tuple[str, ...] = ()
    unknown_users: str = "leave"

    def answered(self, file_no: int, path: str, setting: str, value: str) -> Mapping:
        """The same with one question answered: `setting` is format, decimal, currency, zone or region."""
        mapped = self.files[file_no]
        group, _, name = path.partition(".")
        use: ColumnUse = getattr(mapped, group)[name]
        answer = {"formats": (*use.formats, value)} if setting == "format" else {setting: value}
        use = replace(use, **answer)
        return self._with(file_no, path, use)

    def mended(self, file_no: int, field: str, said: str, ours: str) -> Mapping:
        """The same with one misspelling mended; `ours` is `said` itself where it is meant as it stands."""
        files = list(self.files)
        mend = {**files[file_no].mend, field: {**files[file_no].mend.get(field, {}), said: ours}}
        files[file_no] = replace(files[file_no], mend=mend)
        return replace(self, files=tuple(files))

    def translated(self, file_no: int, path: str, said: str, ours: str) -> Mapping:
        """The same with one more translation: what a cell says into our code."""
        group, _, name = path.partition(".")
        use: ColumnUse = getattr(self.files[file_no], group)[name]
        return self._with(file_no, path, replace(use, values={**use.values, said: ours}))

    def _with(self, file_no: int, path: str, use: ColumnUse) -> Mapping:
        files = list(self.files)
        files[file_no] = self.files[file_no].with_use(path, use)
        return replace(self, files=tuple(files))
