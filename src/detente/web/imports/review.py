"""One file under its mapping, as the page shows it: every column, what is proven about it, and what is still open."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from django.http import QueryDict

from detente.intake.custom import as_field, known_fields
from detente.intake.mapping import ColumnUse, FileMapping, Mapping
from detente.intake.mapping.checks import check
from detente.intake.planning import Plan, plan
from detente.intake.problems import IntakeError
from detente.intake.reading import REASON, Table, sheets_of
from detente.intake.reading.formulas import looks_guarded
from detente.intake.samples import SAMPLE_LINES, Sample, samples_of
from detente.intake.sources import Source, brought_by, open_as
from detente.web.imports.column import Column
from detente.web.imports.mends import put_mends
from detente.web.imports.missing import missing_fields
from detente.web.imports.parsing import ADDED, Sent, unread
from detente.web.imports.questions import question_of
from detente.web.imports.translating import translations
from detente.web.imports.words import said

SAMPLES = 3


@dataclass
class Review:
    """The file, its entry with what the values prove filled in, its columns, and mistakes of the entry as a whole."""

    table: Table
    entry: FileMapping
    columns: list[Column]
    mistakes: list[str]
    lines: int
    notes: list[str]
    sheets: tuple[str, ...] = ()

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to answer."""
        return not self.mistakes and not any(column.is_open for column in self.columns)

    @property
    def may_be_guarded(self) -> bool:
        """Whether the question of guards makes sense for this file."""
        return self.entry.guarded or looks_guarded(list(islice(self.table.lines(), SAMPLE_LINES)))

    @property
    def header_line(self) -> int | None:
        """The row of the column names, in a workbook."""
        return getattr(getattr(self.table, "table", self.table), "header_line", None) if self.sheets else None

    @property
    def used(self) -> str:
        """How many columns are used."""
        return unread({column.header: column.chosen for column in self.columns})


def review(
    path: Path, mapping: Mapping, no: int, *, sent: Sent | None = None, post: QueryDict | None = None,
    others: Sequence[Path] = (),
) -> Review:  # fmt: skip
    """Look at entry `no` of a mapping with its file; `sent` and `post` are a form that was just sent.

    What the other files of the import bring is known when a value looks misspelt.

    Raises IntakeError when the file itself cannot be read.
    """
    entry = sent.entry if sent else mapping.files[no]
    table = open_as(path, entry)
    mistakes = missing_fields(entry)
    beside = brought_by([other for other in others if other != path], mapping)
    found = _planned(path, replace(mapping, files=(entry,)), mistakes, post, beside)
    if found:
        entry = found.mapping.files[0]
    chosen = sent.chosen if sent else chosen_by(entry)
    columns = _columns(table, entry, chosen, sent)
    if found:
        _put_questions(columns, entry, found)
        put_mends(columns, entry, found, post)
    _put_translations(path, table, columns, post)
    lines, notes = (found.lines, found.notes) if found else (0, table.notes)
    return Review(table, entry, columns, mistakes, lines, notes, sheets_of(path))


def chosen_by(entry: FileMapping) -> dict[str, str]:
    """What the page's choice at each column is under this entry."""
    added = known_fields().get(entry.kind, {})
    found = {}
    for path, use in entry.uses:
        group, _dot, name = path.partition(".")
        if group == "custom":
            one = added.get(name) or added.get(name.casefold())
            found[use.column] = f"{ADDED}{one.code}" if one else "custom"
        else:
            found[use.column] = path
    return found


def _planned(
    path: Path, mapping: Mapping, mistakes: list[str], post: QueryDict | None, beside: list[Source]
) -> Plan | None:
    """The plan with the answers of the form; None, and the mistake noted, where the entry cannot be used at all."""
    if mistakes:
        return None
    try:
        check(mapping)
        found = plan([path], mapping, check_lines=False, beside=beside)
        if post is not None and (answered := _answered(found, post)) != found.mapping:
            check(answered)
            found = plan([path], answered, check_lines=False, beside=beside)
    except IntakeError as wrong:
        mistakes.append(said(wrong))
        return None
    return found


def _answered(found: Plan, post: QueryDict) -> Mapping:
    mapping = found.mapping
    for asked in found.asked:
        question = question_of(asked)
        value = post.get(question.name, "")
        if value in [choice.value for choice in asked.question.choices]:
            mapping = mapping.answered(asked.entry, asked.path, asked.question.setting, value)
    return mapping


def _columns(
    table: Table, entry: FileMapping, chosen: MappingOf[str, str], sent: Sent | None
) -> list[Column]:
    uses = {use.column: use for _, use in entry.uses}
    return [
        _column(no, sample, entry, chosen.get(sample.header, ""), uses.get(sample.header), sent)
        for no, sample in enumerate(samples_of(table))
        if sample.header != REASON
    ]


def _column(
    no: int, sample: Sample, entry: FileMapping, chosen: str, use: ColumnUse | None, sent: Sent | None
) -> Column:
    group, _dot, name = chosen.partition(".")
    found = entry.of.field(name) if group == "columns" else None
    if group == "added" and (added := known_fields().get(entry.kind, {}).get(name)):
        found = as_field(added)
    is_date = group == "moves" or (found is not None and found.type in ("instant", "date"))
    is_doubled = sent is not None and sample.header in sent.doubled
    return Column(
        no, sample.header, sample.values[:SAMPLES], chosen, use, found, is_date, is_doubled=is_doubled
    )


def _put_questions(columns: list[Column], entry: FileMapping, found: Plan) -> None:
    column_at = {path: use.column for path, use in entry.uses}
    by_header = {column.header: column for column in columns}
    for asked in found.asked:
        by_header[column_at[asked.path]].questions.append(question_of(asked))


def _put_translations(path: Path, table: Table, columns: list[Column], post: QueryDict | None) -> None:
    coded: dict[str, Any] = {
        c.header: (c.field, c.use) for c in columns if c.field and c.field.choice and c.use
    }
    for header, translation in translations(table, coded).items():
        column = next(column for column in columns if column.header == header)
        is_seen = post is not None and f"said-{column.no}-0" in post
        translation.is_open = translation.has_unknown and not is_seen
        column.translation = translation
