"""Texts in which every value of the export that could tell who a person is was left out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from detente.analytics.audit.profile import every_column, quoted
from detente.analytics.audit.result.redaction.columns import BLANKS, alike, is_person, raw_texts, same, texts
from detente.analytics.audit.result.redaction.known import Known
from detente.analytics.audit.result.redaction.spans import FEW, is_number, spans
from detente.analytics.language import say

if TYPE_CHECKING:
    from detente.analytics.audit.evidence import Evidence

BEGINNING = 24
"""Signs by which a long value is known again."""

_ADDRESS = re.compile(r"\S+@\S+|\b(?:https?://|www\.)\S+|(?<![\d.,-])\+?\(?\d[\d ()/.-]{7,}\d(?![\d,-])")
_NO_PHONE = re.compile(
    r"\d{4}-\d\d(-\d\d)?([ T]\d\d)?( to \d{4}.*)?|\d{1,3}([., ]\d{3})+([.,]\d+)?|\d+[.,]\d+"
)


class Veil:
    """Knows which runs of words are values of the export, after it was shown the texts that hold them."""

    def __init__(self, evidence: Evidence, known: Known, vocabulary: Iterable[str]) -> None:
        self.evidence = evidence
        self.known = known
        self.vocabulary = frozenset(
            word for text in vocabulary for word in re.findall(r"[^\W\d_]+", text.lower())
        )
        self.headers = frozenset(alike(column.header) for column in every_column(evidence))
        self.values: set[str] = set()
        self.begun: set[str] = set()
        self.persons: set[str] = set()
        self.small: set[str] = set()

    def learn(self, shown: Iterable[str]) -> None:
        """Look up every run of words of these texts, and their beginnings, among the values of the export."""
        shown = list(shown)
        runs = {alike(text[start:end]) for text in shown for start, end in spans(text)}
        runs = {run for run in runs if not is_number(run) and run not in self.known.owners}
        self.evidence.connection.execute(
            "CREATE OR REPLACE TEMP TABLE veiled AS SELECT unnest($runs::VARCHAR[]) AS run",
            {"runs": sorted(runs)},
        )
        for table, columns in (*texts(), *raw_texts(self.evidence)):
            for column, run, is_small in self._found(table, columns):
                (self.persons if is_person(table, column) else self.values).add(run)
                if is_small:
                    self.small.add(run)
        self._learn_beginnings({_beginning(text) for text in shown if len(text.split()) > FEW})

    def _learn_beginnings(self, beginnings: set[str]) -> None:
        """A check may show the first words of a long value."""
        self.evidence.connection.execute(
            "CREATE OR REPLACE TEMP TABLE veiled AS SELECT unnest($runs::VARCHAR[]) AS run",
            {"runs": sorted(beginnings)},
        )
        for table, columns in raw_texts(self.evidence) if beginnings else ():
            self.begun |= {run for _column, run, _is_small in self._found(table, columns, BEGINNING)}

    def begins_a_value(self, text: str) -> bool:
        """Whether some value of the export begins as this text does; headers are none."""
        return _beginning(text) in self.begun and alike(text) not in self.headers

    def _found(self, table: str, columns: list[str], signs: int | None = None) -> list[tuple[str, str, bool]]:
        """Which columns of a table say which of the runs, or begin so, and whether in small letters."""
        said = same("said") if signs is None else f"left({same('said')}, {signs:d})"
        named = ", ".join(map(quoted, columns))
        is_small = f"bool_or(trim(said, {BLANKS}) = {same('said')})"
        found = self.evidence.connection.execute(
            f"SELECT column_of, {said} AS run, {is_small} FROM (UNPIVOT (SELECT {named} FROM {quoted(table)}) "
            f"ON {named} INTO NAME column_of VALUE said) WHERE {said} IN (SELECT run FROM veiled) GROUP BY ALL"
        )
        return found.fetchall()

    def hide(self, text: str) -> str:
        """The text with owners numbered, and other values left out unless many records share them."""
        kept, place = [], 0
        for start, end in spans(text):
            if start < place or self._is_a_small_word(text, start, end) or self._is_first(text, start, end):
                continue
            if (instead := self._instead(text[start:end])) is None:
                continue
            kept += [text[place:start], instead]
            place = end
        return self._without_addresses("".join(kept) + text[place:])

    def _instead(self, run: str) -> str | None:
        """What stands for a run of words; None when it may stay."""
        low = alike(run)
        if low in self.known.owners:
            return None if self._is_ours(run) else owner(self.known.owners[low])
        if low in self.persons:
            return None if self._is_ours(run) else left_out()
        is_kept = (
            low in self.known.shared
            or low in self.headers
            or low not in self.values
            or low in self.vocabulary
        )
        return None if is_kept else left_out()

    def _is_a_small_word(self, text: str, start: int, end: int) -> bool:
        """A word of a sentence in small letters, which no value of the export is."""
        word = text[start:end]
        is_known = word in self.small or word in self.known.owners
        return word.isalpha() and word.islower() and not is_known and word != text.strip()

    def _is_first(self, text: str, start: int, end: int) -> bool:
        """A word of our own with which a sentence begins."""
        return not start and end < len(text.strip()) and text[:end].lower() in self.vocabulary

    def _is_ours(self, run: str) -> bool:
        """A small word of our own sentences, which an odd export may hold as a name."""
        return run.islower() and run in self.vocabulary

    def _without_addresses(self, text: str) -> str:
        return _ADDRESS.sub(
            lambda found: found[0] if _NO_PHONE.fullmatch(found[0].strip(" .")) else left_out(), text
        )


def _beginning(text: str) -> str:
    return alike(text)[:BEGINNING]


def owner(number: int) -> str:
    """What stands for an owner."""
    return say("Owner %(n)s", n=number)


def left_out() -> str:
    """What stands for anything else."""
    return say("[left out]")
