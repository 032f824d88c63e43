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
from detente.intake.custom import known_fields
from detente.intake.lines import reader_of
from detente.intake.mapping.model import Mapping
from detente.intake.mending import Offer, Words, offers
from detente.intake.problems import Problem
from detente.intake.settings import Settings
from detente.intake.settling import Asked, settle
from detente.intake.sources import Source, absent_files, sources_of

SHOWN = 10_000
# What other systems call the two ends of a deal.
CLOSED = {
    "closed won": "won", "closedwon": "won", "closed lost": "lost", "closedlost": "lost", "gewonnen": "won",
    "verloren": "lost", "ganho": "won", "perdido": "lost", "ganado": "won", "gagné": "won", "perdu": "lost",
}  # fmt: skip
Progress = Callable[[int, int], None]


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
    `offers`: likely misspellings; each is mended or kept by `mapping.mended`, and stays as it stands otherwise.
    `untranslated`: (entry, path) -> values that are none of our codes, which `mapping.translated` mends.
    """

    mapping: Mapping
    sources: list[Source]
    lines: int = 0
    rejected: int = 0
    asked: list[Asked] = field(default_factory=list)
    problems: list[LineProblem] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    untranslated: dict[tuple[int, str], Counter[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether questions have to be answered first."""
        return bool(self.asked)


def plan(
    files: Sequence[Path], mapping: Mapping, *, check_lines: bool = True, looks_for_slips: bool = True,
    beside: Sequence[Source] = (),     progress: Progress | None = None,
) -> Plan:  # fmt: skip
    """Find formats, put questions, and (with `check_lines`) read every line. Stores nothing.

    Raises IntakeError for a file or mapping that cannot be used at all.
    """
    found = Plan(mapping, sources_of(files, mapping), notes=absent_files(files, mapping))
    settings = settings_of(mapping)
    words: list[list[Words]] = []
    for no, source in enumerate(found.sources):
        settled = settle(source, found.mapping, settings)
        described = list(found.mapping.files)
        described[source.entry] = settled.file
        found.mapping = replace(found.mapping, files=tuple(described))
        found.sources[no] = replace(source, mapping=settled.file)
        found.asked += settled.asked
        words.append(settled.words)
        found.lines += settled.lines
        found.notes += [*_notes(source), *settled.notes]
    if looks_for_slips:
        found.offers = offers(found.sources, found.mapping, words, settings, beside=beside)
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
        custom=known_fields(),
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
    found["deal_stages"] |= CLOSED
    plain = {
        "account_types": ("prospect", "customer", "partner"),
        "deal_types": ("new", "expansion", "renewal"),
    }
    found |= {name: {code: code for code in codes} for name, codes in plain.items()}
    found["roles"] = {text.casefold(): code for code, name in ROLES.items() for text in (str(name), code)}
    return found


def _notes(source: Source) -> list[str]:
    renamed = [f"{source.name}: column `{old}` is called `{new}`" for old, new in source.table.renamed]
    return [*source.table.notes, *renamed]


def _check(found: Plan, progress: Progress | None) -> None:
    settings = settings_of(found.mapping)
    done = 0
    for source in found.sources:
        reader = reader_of(source.mapping, source.table, settings)
        paths = {use.column: path for path, use in source.mapping.uses}
        for line in source.table.lines():
            problems = [line.problem] if line.problem else reader.read(line.cells).problems
            found.rejected += any(problem.weight == "reject" for problem in problems)
            for problem in problems:
                found.counts[problem.code] += 1
                if problem.code == "unknown_value":
                    values = found.untranslated.setdefault((source.entry, paths[problem.column]), Counter())
                    values[str(problem.params["text"])] += 1
                if len(found.problems) < SHOWN:
                    found.problems.append(LineProblem(source.name, line.number, problem))
            done += 1
            if progress and done % 2_000 == 0:
                progress(done, found.lines)
