"""A look at files under a mapping before anything is stored: what is open, what is wrong, line by line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from detente.crm.people.actions import organisation
from detente.crm.people.roles import ROLES
from detente.crm.playbook.actions import current
from detente.crm.playbook.agreement import Agreement, Choice, Stage
from detente.intake.fields import Field
from detente.intake.lines import LineReader
from detente.intake.mapping.model import ColumnUse, Mapping
from detente.intake.problems import Problem
from detente.intake.settings import Settings
from detente.intake.sources import Source, absent_files, sources_of
from detente.intake.values.blanks import is_blank
from detente.intake.values.date_columns import DateColumn
from detente.intake.values.number_columns import NumberColumn
from detente.intake.values.questions import Question

SHOWN = 10_000
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Asked:
    """A question about one column: `plan.mapping.answered(entry, path, question.setting, value)` answers it."""

    entry: int
    path: str
    question: Question


@dataclass(frozen=True)
class LineProblem:
    """One problem and the line it stands on, as a text editor counts."""

    file: str
    line: int
    problem: Problem


@dataclass
class Plan:
    """What an import would do. `mapping` has every format that the values prove filled in.

    `problems` holds the first ten thousand; `counts` counts all of them by code, `rejected` the lines.
    """

    mapping: Mapping
    sources: list[Source]
    lines: int = 0
    rejected: int = 0
    asked: list[Asked] = field(default_factory=list)
    problems: list[LineProblem] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether questions have to be answered first."""
        return bool(self.asked)


def plan(
    files: Sequence[Path], mapping: Mapping, *, check_lines: bool = True, progress: Progress | None = None
) -> Plan:
    """Find formats, put questions, and (with `check_lines`) read every line. Stores nothing.

    Raises IntakeError for a file or mapping that cannot be used at all.
    """
    found = Plan(mapping, sources_of(files, mapping), notes=absent_files(files, mapping))
    for no, source in enumerate(found.sources):
        found.mapping, asked, lines = _settled(source, found.mapping)
        found.asked += asked
        found.lines += lines
        found.sources[no] = replace(source, mapping=found.mapping.files[source.entry])
        found.notes += _notes(source)
    if check_lines and not found.is_open:
        _check(found, progress)
    return found


def settings_of(mapping: Mapping, *, now: datetime | None = None) -> Settings:
    """The mapping's defaults, completed by the organisation's."""
    ours = organisation()
    return Settings(
        zone=ZoneInfo(mapping.zone or ours.zone), currency=mapping.currency or ours.currency,
        region=mapping.region or ours.country or None, now=now or datetime.now(UTC),
        blank=frozenset(word.strip().casefold() for word in mapping.blank), codes=codes_of(current()),
    )  # fmt: skip


def codes_of(agreement: Agreement) -> dict[str, dict[str, str]]:
    """List -> folded code or name -> code, for every field with a choice."""
    deal_stages = [*agreement.deal_stages, *(exit_ for exit_ in agreement.exits if exit_.code == "lost")]
    lists: dict[str, Sequence[Stage | Choice]] = {
        "stages": [*agreement.path, *agreement.exits], "deal_stages": deal_stages, "touches": agreement.touches,
        "channels": agreement.channels, "dispositions": agreement.dispositions, "outcomes": agreement.outcomes,
    }  # fmt: skip
    found = {
        name: {text.casefold(): choice.code for choice in choices for text in (choice.name, choice.code)}
        for name, choices in lists.items()
    }
    plain = {
        "account_types": ("prospect", "customer", "partner"),
        "deal_types": ("new", "expansion", "renewal"),
    }
    found |= {name: {code: code for code in codes} for name, codes in plain.items()}
    found["roles"] = {text.casefold(): code for code, name in ROLES.items() for text in (str(name), code)}
    return found


def _settled(source: Source, mapping: Mapping) -> tuple[Mapping, list[Asked], int]:
    """The mapping with what the values of this file prove, what they leave open, and the number of lines."""
    entry = mapping.files[source.entry]
    columns = {path: _column(source, path, use) for path, use in entry.uses}
    open_ = [
        (source.csv.headers.index(use.column), columns[path], use)
        for path, use in entry.uses
        if columns[path]
    ]
    blank = frozenset(word.strip().casefold() for word in mapping.blank)
    lines = 0
    for line in source.csv.lines():
        lines += 1
        if line.problem is None:
            for place, column, use in open_:
                text = line.cells[place]
                if text and not is_blank(text, also=blank) and text not in use.blank:
                    column.see(text)  # type: ignore[union-attr]
    asked = []
    for path, use in entry.uses:
        column = columns[path]
        if column is not None:
            entry = entry.with_use(path, _with_proof(use, column))
            asked += [Asked(source.entry, path, question) for question in _unanswered(column, use)]
    described = list(mapping.files)
    described[source.entry] = entry
    return replace(mapping, files=tuple(described)), asked, lines


def _column(source: Source, path: str, use: ColumnUse) -> DateColumn | NumberColumn | None:
    """What has to be found out about a column; None where nothing is open."""
    group, _, name = path.partition(".")
    found: Field | None = source.mapping.of.field(name) if group == "columns" else None
    if group == "moves" or (found and found.type in ("instant", "date")):
        return DateColumn(use.column)
    if found and found.type in ("money", "integer") and use.decimal is None:
        return NumberColumn(use.column, is_money=found.type == "money")
    return None


def _unanswered(column: DateColumn | NumberColumn, use: ColumnUse) -> list[Question]:
    """Questions that the mapping has not answered: one of the choices is among its formats."""
    asked = column.questions()
    if isinstance(column, DateColumn):
        return [q for q in asked if not any(choice.value in use.formats for choice in q.choices)]
    return asked


def _with_proof(use: ColumnUse, column: DateColumn | NumberColumn) -> ColumnUse:
    if isinstance(column, NumberColumn):
        return replace(use, decimal=column.sign) if column.sign else use
    return use if use.formats else replace(use, formats=column.formats)


def _notes(source: Source) -> list[str]:
    csv = source.csv
    found = (
        [] if csv.encoding.is_proven else [f"{source.name} is read as {csv.encoding.name}, by its letters"]
    )
    return found + [f"{source.name}: column `{old}` is called `{new}`" for old, new in csv.renamed]


def _check(found: Plan, progress: Progress | None) -> None:
    settings = settings_of(found.mapping)
    done = 0
    for source in found.sources:
        reader = LineReader(source.mapping, source.csv.headers, settings)
        for line in source.csv.lines():
            problems = [line.problem] if line.problem else reader.read(line.cells).problems
            found.rejected += any(problem.weight == "reject" for problem in problems)
            for problem in problems:
                found.counts[problem.code] += 1
                if len(found.problems) < SHOWN:
                    found.problems.append(LineProblem(source.name, line.number, problem))
            done += 1
            if progress and done % 2_000 == 0:
                progress(done, found.lines)
