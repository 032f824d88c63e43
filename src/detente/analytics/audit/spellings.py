"""Values of a column that look like one another: the same but for case, marks and blanks, or a slip of a letter."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rapidfuzz import fuzz, process

How = Literal["letters", "slip", "word"]
"""`letters`: the same but for case, blanks and marks. `slip`: a letter or two apart. `word`: one says more."""

LIKE = 88.0
"""Of a hundred letters so many are the same in a slip; `Philipines` and `Philippines` are 95, `Jonh` and `John` 75."""
SHORTEST = 5
OFTENER = 10
"""In one column a value is a slip of another that stands so many times as often."""
MOST = 2_000
"""Of more values than these only the commonest are compared letter by letter."""

_DIGITS = re.compile(r"\d+")
_WORDS = re.compile(r"[^\W_]+")
_SHORT_FORMS = {"fb": "facebook", "ig": "instagram", "insta": "instagram", "yt": "youtube"}
_PAID_OR_NOT = frozenset(("baidu", "bing", "duckduckgo", "google", "yahoo", "yandex"))
"""Of a search engine, ads are another source than its results: never said to be the same."""
_SAYS_NOTHING = frozenset(
    ("ad", "ads", "advert", "advertising", "anzeige", "anzeigen", "com", "http", "https", "www")
)


@dataclass(frozen=True)
class Like:
    """A value, how many rows say it, the commoner one that it looks like, and how."""

    said: str
    rows: int
    like: str
    how: How


@lru_cache(maxsize=50_000)
def plain(text: str) -> str:
    """A value without blanks, case, marks and accents: `GTXPro`, `GTX Pro` and `gtx-pro` are one."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in folded if letter.isalnum())


def alike(said: Mapping[str, int], *, by_word: bool = False) -> list[Like]:
    """Values of one column that look like a commoner one of it, commonest first.

    What differs in its digits is not alike. With `by_word`, a name and the same name with a word that says nothing
    more about it are alike too: `facebook` and `Facebook Ads`.
    """
    order = sorted(said.items(), key=lambda pair: (-pair[1], pair[0]))
    mains: dict[str, tuple[str, int]] = {}
    cores: dict[str, str] = {}
    found: list[Like] = []
    for text, rows in order:
        key, core = plain(text), _core(text) if by_word else ""
        if not key:
            continue
        if key in mains:
            found.append(Like(text, rows, mains[key][0], "letters"))
        elif core in cores:
            found.append(Like(text, rows, cores[core], "word"))
        elif near := _near(key, [name for name, (_, n) in mains.items() if n >= OFTENER * rows][:MOST]):
            found.append(Like(text, rows, mains[near][0], "slip"))
        else:
            mains[key] = (text, rows)
            if core and core not in _PAID_OR_NOT:
                cores[core] = text
    return sorted(found, key=lambda one: (-one.rows, one.said))


def nearest(text: str, known: Iterable[str]) -> tuple[str, How] | None:
    """The known name that a value most likely stands for; None when none is near enough."""
    targets = {plain(name): name for name in known if plain(name)}
    key = plain(text)
    if key in targets:
        return targets[key], "letters"
    near = _near(key, list(targets))
    return (targets[near], "slip") if near else None


def _near(key: str, targets: Sequence[str]) -> str | None:
    if len(key) < SHORTEST or not targets:
        return None
    digits = _DIGITS.findall(key)
    near = process.extract(key, targets, scorer=fuzz.ratio, score_cutoff=LIKE, limit=5)
    return next((str(other) for other, _, _ in near if _DIGITS.findall(other) == digits), None)


@lru_cache(maxsize=50_000)
def _core(text: str) -> str:
    """The words that tell a value from others; blank when it has none of its own."""
    words = [_SHORT_FORMS.get(word, word) for word in _WORDS.findall(text.casefold().replace("_", " "))]
    return " ".join(word for word in words if word not in _SAYS_NOTHING)
