"""What was typed to find something. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from detente.crm.search.folding import fold, is_unspaced, tokens

MOST_WORDS = 6
LEAST_DIGITS = 4
LONGEST = 200
FAR = 4


@dataclass(frozen=True)
class Words:
    """The typed text, tidied, and the words in it, at most six."""

    text: str
    each: tuple[str, ...]

    @cached_property
    def digits(self) -> str:
        """The text's digits when it reads like a phone number, else empty; without a trunk's or dial-out's zeros."""
        kept = "".join(letter for letter in self.text if letter.isdecimal())
        is_number = all(letter in "+-()/. " or letter.isdecimal() for letter in self.text)
        return kept.lstrip("0") if is_number and len(kept) >= LEAST_DIGITS else ""

    @cached_property
    def folded(self) -> str:
        """The text as it is compared."""
        return fold(self.text)

    @property
    def is_unspaced(self) -> bool:
        """Whether some of it is in a script without blanks between words."""
        return is_unspaced(self.text)


def words_of(text: str) -> Words | None:
    """The words in a text; None when there is nothing to look for. Databases take no NUL and no half surrogates."""
    clean = text.replace("\x00", " ").encode("utf-8", "ignore").decode()
    tidied = " ".join(clean.split())[:LONGEST]
    return Words(tidied, tuple(tokens(tidied)[:MOST_WORDS])) if tidied else None


def closeness(label: str, words: Words) -> int:
    """How well a name fits what was typed: 0 is it, 1 begins with it, 2 has words that begin with each word,
    3 with one of them, FAR is none of these."""
    found = fold(label)
    if found == words.folded:
        return 0
    if found.startswith(words.folded):
        return 1
    parts, wanted = tokens(found), [fold(word) for word in words.each]
    if wanted and all(any(part.startswith(word) for part in parts) for word in wanted):
        return 2
    return 3 if any(part.startswith(word) for part in parts for word in wanted) else FAR
