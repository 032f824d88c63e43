"""Every run of words in a text that could be a value of the export."""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST = 24
"""Words of a value that is looked for within a sentence."""

FEW = 8
"""Words; a longer cell of a table is taken for somebody's words as it is."""

_WORD = re.compile(r"[^\s,;/|→()\[\]\"“”„‘’«»]+")
_END = ".:!?…'"
_NUMBER = re.compile(r"[\d.,:%+\-–−~<>=€$£ ]*")


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every run of words, the longest first at each place."""
    words = [(found.start(), found.end()) for found in _WORD.finditer(text)]
    for nth, (start, _end) in enumerate(words):
        for last in range(min(nth + LONGEST, len(words)) - 1, nth - 1, -1):
            end = words[last][1]
            yield start, end
            if (bare := _without_end(text, start, end)) != end:
                yield start, bare
            if text[end : end + 1] in (")", "]"):
                yield start, end + 1


def _without_end(text: str, start: int, end: int) -> int:
    while end > start + 1 and text[end - 1] in _END:
        end -= 1
    return end


def is_number(text: str) -> bool:
    """A number, share or day, too short to be one of a telephone."""
    return bool(_NUMBER.fullmatch(text)) and sum(sign.isdigit() for sign in text) < 9
