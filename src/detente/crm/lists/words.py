"""What was typed to find something, and the conditions that it makes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Q, QuerySet

from detente.crm.people.models import Account
from detente.crm.search.matching import matching
from detente.crm.search.words import words_of

MOST_WORDS = 6
LEAST_DIGITS = 4


def tidied(text: str) -> str:
    """The typed text without needless blanks; a database takes no NUL, and no half of a pair of surrogates."""
    clean = text.replace("\x00", " ").encode("utf-8", "ignore").decode()
    return " ".join(clean.split())[:200]


def spelled(word: str) -> tuple[str, ...]:
    """Ways to write a word: SQLite makes only ASCII letters equal in any case, so others are tried in each."""
    if word.isascii():
        return (word,)
    return tuple(dict.fromkeys((word, word.lower(), word.title(), word.upper())))


def holds(column: str, word: str, how: str = "icontains") -> Q:
    """`column` holds `word` in any case."""
    return reduce(or_, (Q(**{f"{column}__{how}": form}) for form in spelled(word)))


def every_word(text: str, *columns: str, beside: Callable[[str], Q] | None = None) -> Q:
    """Each of the text's first words stands in one of the columns, or meets the condition that `beside` makes of it."""

    def anywhere(word: str) -> Q:
        found = reduce(or_, (holds(column, word) for column in columns))
        return found | beside(word) if beside else found

    words = tidied(text).split()[:MOST_WORDS]
    return _all(map(anywhere, words))


def _all(conditions: Iterable[Q]) -> Q:
    return reduce(and_, conditions, Q())


def of_company(word: str) -> Q:
    """Of an account whose name holds the word; by key, so that accounts are gone through once and not per row."""
    return Q(account__in=Account.objects.filter(holds("name", word), merged_into=None).values("pk"))


def digits_of(text: str) -> str:
    """The text's digits when it reads like a phone number, else empty; a leading 0 is a local one's trunk."""
    kept = "".join(letter for letter in text if letter.isdecimal())
    is_number = all(letter in "+-()/. " or letter.isdecimal() for letter in text)
    return kept.lstrip("0") if is_number and len(kept) >= LEAST_DIGITS else ""


SURELY_ALL = 10_000


def of_kind(kind: str, text: str, every: QuerySet[Any], otherwise: Q) -> Q:
    """Records of a kind by the search index; `otherwise`, read row by row, where the index has more than it gives.

    On small companies letters inside words are found too (`crm.search.matching`).
    """
    words = words_of(text)
    if words is None:
        return Q()
    keys = matching(kind, words, every, most=SURELY_ALL, enough=SURELY_ALL)
    return Q(pk__in=keys) if len(keys) < SURELY_ALL else otherwise
