"""Words of the file that are not ours (their stages, results, types), each with what it could mean here."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from detente.crm.playbook.actions import current
from detente.intake.fields import Field
from detente.intake.mapping import ColumnUse
from detente.intake.planning import codes_of
from detente.intake.reading import Table
from detente.intake.values.blanks import is_blank
from detente.web.imports.parsing import BLANK, MOST_VALUES
from detente.web.imports.words import Choices, choices_of

LIKE_ENOUGH = 85
# Names that other systems give to what the playbook calls otherwise.
SYNONYMS = {
    "closed won": "won", "closedwon": "won", "closed lost": "lost", "closedlost": "lost", "engaging": "discovery",
    "prospecting": "discovery", "qualification": "discovery", "qualified": "sql", "new": "inquiry", "open": "inquiry",
    "unqualified": "disqualified", "junk": "rejected", "nurture": "recycled", "nurturing": "recycled",
    "new business": "new", "existing business": "expansion", "upsell": "expansion", "phone": "call", "e-mail": "mail",
    "email": "mail", "left voicemail": "voicemail", "not reached": "no_answer", "administrator": "admin",
}  # fmt: skip


@dataclass(frozen=True)
class Word:
    """One word of the file, the number of its lines, what it means ("" for none yet), whether that is proposed."""

    text: str
    lines: int
    means: str
    is_proposed: bool = False


@dataclass
class Translation:
    """The words of one column that need a meaning, with ours to choose from; `more` words are not shown."""

    words: list[Word]
    choices: Choices
    more: int = 0
    is_open: bool = False

    @property
    def has_unknown(self) -> bool:
        """Whether a word has no meaning, or only a proposed one."""
        return any(not word.means or word.is_proposed for word in self.words)


def translations(table: Table, coded: dict[str, tuple[Field, ColumnUse]]) -> dict[str, Translation]:
    """A translation for each of these columns that needs one."""
    if not coded:
        return {}
    counts: dict[str, Counter[str]] = {header: Counter() for header in coded}
    places = {header: table.headers.index(header) for header in coded}
    for line in table.lines():
        if line.problem is None:
            for header, place in places.items():
                counts[header][" ".join(line.cells[place].split())] += 1
    codes = codes_of(current())
    found = {h: _translation(counts[h], field, use, codes[field.choice]) for h, (field, use) in coded.items()}
    return {header: translation for header, translation in found.items() if translation.words}


def _translation(counts: Counter[str], field: Field, use: ColumnUse, known: dict[str, str]) -> Translation:
    meant = {said.casefold(): ours for said, ours in use.values.items()}
    meant |= {said.casefold(): BLANK for said in use.blank}
    words = [
        _word(text, lines, meant, known)
        for text, lines in counts.most_common()
        if not is_blank(text) and text.casefold() not in known
    ]
    return Translation(words[:MOST_VALUES], choices_of(field), max(0, len(words) - MOST_VALUES))


def _word(text: str, lines: int, meant: dict[str, str], known: dict[str, str]) -> Word:
    folded = text.casefold()
    if folded in meant:
        return Word(text, lines, meant[folded])
    means = _proposed(folded, known)
    return Word(text, lines, means, is_proposed=bool(means))


def meant_by(text: str, known: dict[str, str]) -> str:
    """The code that a word is or seems to be; empty when it is none of ours."""
    folded = " ".join(text.split()).casefold()
    return known.get(folded) or _proposed(folded, known)


def _proposed(folded: str, known: dict[str, str]) -> str:
    if SYNONYMS.get(folded) in known.values():
        return SYNONYMS[folded]
    best = process.extractOne(folded, list(known), scorer=fuzz.token_set_ratio, score_cutoff=LIKE_ENOUGH)
    return known[best[0]] if best else ""
