"""Values that are very like a known one, but not the same: offered as likely misspellings. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

# Of a hundred letters this many are the same; measured on names: `Jonh`/`John` is 75, `Philipines`/`Philippines` 95.
LIKE = 88.0
SHORTEST = 5
# In one column a value is taken for a slip of another that stands so many times as often.
OFTENER = 20
# Beyond this many comparisons only blanks, case and marks are looked at: it would take seconds.
MOST_PAIRS = 5_000_000
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class Slip:
    """A value that `lines` lines say and that looks like `like`, which is known, or `times` lines of the column say."""

    said: str
    lines: int
    like: str
    times: int = 0


@lru_cache(maxsize=50_000)
def plain(text: str) -> str:
    """A value without blanks, case, marks and accents: `GTXPro`, `GTX Pro` and `gtx-pro` are one."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    return "".join(char for char in folded if char.isalnum())


def slips(said: Mapping[str, int], known: Iterable[str]) -> list[Slip]:
    """Likely misspellings among the values of a column, commonest first.

    What differs in its digits is not alike: `Spring 2025` is no slip of `Spring 2026`.
    """
    targets = {plain(name): name for name in known if plain(name)}
    exact = {" ".join(name.split()).casefold() for name in targets.values()}
    unknown = {
        text: n for text, n in said.items() if " ".join(text.split()).casefold() not in exact and plain(text)
    }
    near = list(targets) if len(unknown) * len(targets) <= MOST_PAIRS else []
    found = [slip for text, lines in unknown.items() if (slip := _like_known(text, lines, targets, near))]
    left = {text: n for text, n in unknown.items() if text not in {slip.said for slip in found}}
    found += _like_commoner(left)
    return sorted(found, key=lambda slip: (-slip.lines, slip.said))


def _like_known(text: str, lines: int, targets: Mapping[str, str], near: Sequence[str]) -> Slip | None:
    key = plain(text)
    found = key if key in targets else _nearest(key, near)
    return Slip(text, lines, targets[found]) if found else None


def _like_commoner(said: Mapping[str, int]) -> list[Slip]:
    """Within one column: the same but for blanks and marks, or much alike and much rarer."""
    by_key: dict[str, tuple[str, int]] = {}
    keys: list[str] = []
    often = 0
    found: list[Slip] = []
    for text, lines in Counter(said).most_common():
        key = plain(text)
        if key in by_key:
            name, times = by_key[key]
            if text.casefold() != name.casefold():
                found.append(Slip(text, lines, name, times))
            continue
        while often < len(keys) and by_key[keys[often]][1] >= OFTENER * lines:
            often += 1
        if near := _nearest(key, keys[:often]):
            found.append(Slip(text, lines, *by_key[near]))
            continue
        by_key[key] = (text, lines)
        keys.append(key)
    return found


def _nearest(key: str, targets: Sequence[str]) -> str | None:
    if len(key) < SHORTEST or not targets:
        return None
    near = process.extract(key, targets, scorer=fuzz.ratio, score_cutoff=LIKE, limit=5)
    digits = _DIGITS.findall(key)
    return next((str(other) for other, _, _ in near if _DIGITS.findall(other) == digits), None)
