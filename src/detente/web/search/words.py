"""What was typed into the search box, and the conditions that it makes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

from django.db.models import Q

from detente.crm.models import Account

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
    return (
        (word,) if word.isascii() else tuple(dict.fromkeys((word, word.lower(), word.title(), word.upper())))
    )


def holds(column: str, word: str, how: str = "icontains") -> Q:
    """`column` holds `word` in any case."""
    return reduce(or_, (Q(**{f"{column}__{how}": form}) for form in spelled(word)))


def every_word(words: Words, *columns: str, beside: Callable[[str], Q] | None = None) -> Q:
    """Each word stands in one of the columns, or meets the condition that `beside` makes of it."""

    def anywhere(word: str) -> Q:
        found = reduce(or_, (holds(column, word) for column in columns))
        return found | beside(word) if beside else found

    return reduce(and_, map(anywhere, words.each))


def of_company(word: str) -> Q:
    """Of an account whose name holds the word; by key, so that accounts are gone through once and not per row."""
    return Q(account__in=Account.objects.filter(holds("name", word), merged_into=None).values("pk"))


def closeness(label: str, words: Words) -> int:
    """0 when `label` begins with the text, 1 when a word of it does, else 2: the best hits come first."""
    found, wanted = label.casefold(), words.text.casefold()
    if found.startswith(wanted):
        return 0
    return 1 if any(part.startswith(words.each[0].casefold()) for part in found.split()) else 2
