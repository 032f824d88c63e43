"""What was typed into the search box, and the conditions that it makes. Pure but for Django's `Q`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

from django.db.models import Q

MOST_WORDS = 6
LEAST_DIGITS = 4


@dataclass(frozen=True)
class Words:
    """The typed text as single words, at most six of them."""

    text: str
    each: tuple[str, ...]

    @property
    def digits(self) -> str:
        """The text's digits when it reads like a phone number, else empty; a leading 0 is a local one's trunk."""
        kept = "".join(letter for letter in self.text if letter.isdecimal())
        is_number = all(letter in "+-()/. " or letter.isdecimal() for letter in self.text)
        return kept.lstrip("0") if is_number and len(kept) >= LEAST_DIGITS else ""


def words_of(text: str) -> Words | None:
    """The words in a text; None when there is nothing to look for."""
    tidied = " ".join(text.replace("\x00", " ").split())[:200]
    return Words(tidied, tuple(tidied.split()[:MOST_WORDS])) if tidied else None


def spelled(word: str) -> tuple[str, ...]:
    """Ways to write a word: SQLite makes only ASCII letters equal in any case, so others are tried in each."""
    return (word,) if word.isascii() else tuple(dict.fromkeys((word, word.lower(), word.title(), word.upper())))


def holds(column: str, word: str, how: str = "icontains") -> Q:
    """`column` holds `word` in any case."""
    return reduce(or_, (Q(**{f"{column}__{how}": form}) for form in spelled(word)))


def every_word(words: Words, *columns: str) -> Q:
    """Each word stands in one of the columns."""
    return reduce(and_, (reduce(or_, (holds(column, word) for column in columns)) for word in words.each))


def closeness(label: str, words: Words) -> int:
    """0 when `label` begins with the text, 1 when a word of it does, else 2: the best hits come first."""
    found, wanted = label.casefold(), words.text.casefold()
    if found.startswith(wanted):
        return 0
    return 1 if any(part.startswith(words.each[0].casefold()) for part in found.split()) else 2
