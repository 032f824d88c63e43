"""Headers in other languages: `Propietario del contacto` is taken for `Contact owner`, word by word.

A file is read in the one language that tells most of its headers; what headers say in English stands beside them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources
from itertools import permutations, product

from detente.intake.exports.shapes import fills, shapes
from detente.intake.exports.words import bare, by_word, folded, unaccented

FEWEST = 2
"""Headers that a language has to tell before any of them is believed."""
_PREFIX = re.compile(r"[^\W\d_]+ - ")
LONGEST = 4
"""Words that may stand together for one thing, and parts that a header may have."""
_NOTHING = "-"
# A word that means a part of a name where the file has the other part, and the whole name where it has not.
_PARTS = (("firstname", "lastname"), ("lastname", "firstname"))

Words = dict[tuple[str, ...], tuple[str, ...]]


def words_of(headers: Sequence[str]) -> dict[str, str]:
    """Folded word -> the header that is written so, or says so in another language."""
    found = by_word(headers)
    short = _without_prefix(headers)
    said = by_word(list(short)) | _translated(list(short))
    return {word: short[header] for word, header in said.items() if word not in found} | found


def _without_prefix(headers: Sequence[str]) -> dict[str, str]:
    """Each header by its name without what most of them begin with: Pipedrive writes `Deal - Title`."""
    begins = Counter(found[0] for header in headers if (found := _PREFIX.match(header)))
    usual, count = begins.most_common(1)[0] if begins else ("", 0)
    usual = usual if 2 * count > len(headers) else ""
    return {header.removeprefix(usual): header for header in headers}


def _translated(headers: Sequence[str]) -> dict[str, str]:
    strange = [header for header in headers if folded(header) not in _known()]
    told = [_said(strange, words) for words in _languages()]
    best = max(told, key=lambda said: len(set(said.values())))
    return best if len(set(best.values())) >= FEWEST else {}


def _said(headers: Sequence[str], words: Words) -> dict[str, str]:
    """English word -> header, for the headers of which every word is known in a language."""
    found: dict[str, str] = {}
    for header in headers:
        for word in _english(header, words):
            found.setdefault(word, header)
    for part, other in _PARTS:
        if part in found and found.get("name") == found[part]:
            del found["name" if found.get(other, found[part]) != found[part] else part]
    return found


def _english(header: str, words: Words) -> Iterator[str]:
    """What a header can mean, of the words that are known of English exports."""
    nothing = words[(_NOTHING,)]
    parts = _parts(tuple(word for word in bare(header).split() if word not in nothing), words)
    if parts and len(parts) <= LONGEST:
        for chosen in product(*parts):
            for order in permutations(chosen):
                if (word := "".join(order)) in _known():
                    yield word


def _parts(tokens: tuple[str, ...], words: Words) -> list[tuple[str, ...]] | None:
    """The meanings of a header's words, longest groups first; None when one is not known."""
    found = []
    while tokens:
        size = next((size for size in range(LONGEST, 0, -1) if tokens[:size] in words), 0)
        if not size:
            return None
        found.append(words[tokens[:size]])
        tokens = tokens[size:]
    return found


@cache
def _known() -> frozenset[str]:
    """Every word of the two lists of headers."""
    of_columns = {word for table in fills().values() for fill in table for word in fill.words}
    return frozenset(of_columns | {word for shape in shapes() for group in shape.has for word in group})


@cache
def _languages() -> tuple[Words, ...]:
    """Of each language: its words, alone or together, and what they stand for."""
    found: list[dict[tuple[str, ...], tuple[str, ...]]] = []
    text = resources.files("detente.intake.exports").joinpath("languages.txt").read_text("utf-8")
    for line in text.splitlines():
        if line.startswith("["):
            found.append({})
        elif line and not line.startswith("#"):
            english, *foreign = line.split()
            if english == _NOTHING:
                found[-1][(_NOTHING,)] = tuple(foreign)
                continue
            means = tuple(english.replace(".", "").split("|"))
            for group in (tuple(unaccented(one).split(".")) for one in foreign):
                found[-1][group] = (*found[-1].get(group, ()), *means)
    return tuple(found)
