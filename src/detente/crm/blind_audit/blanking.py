"""Taking out of a text what says where a lead came from, who had it and what became of it. Pure.

As best we can: names and words that are known are blanked wherever they stand as words. What somebody wrote around
them ("the man from the stand in Hanover") no rule finds; the page says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

BLANK = "▒▒▒"
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\w+", re.IGNORECASE)
_PARTED = re.compile(r"[\W_]+")

SOURCE_WORDS = frozenset({
    "webinar", "webinare", "seminar", "newsletter", "linkedin", "facebook", "instagram", "twitter", "youtube", "tiktok",
    "google", "bing", "adwords", "advert", "advertisement", "ads", "banner", "retargeting", "remarketing", "seo", "sem",
    "ppc", "organic", "referral", "referred", "referrer", "affiliate", "campaign", "kampagne", "tradeshow",
    "trade show", "messe", "messestand", "booth", "telemarketing", "vendor", "capterra", "podcast", "sponsorship",
    "utm",
})  # fmt: skip
"""Words for where leads come from, whatever a company calls its own sources."""


def parts(names: Iterable[str | None], *, fewest: int = 3) -> set[str]:
    """Names whole, and each of their words of at least `fewest` letters."""
    found: set[str] = set()
    for name in names:
        if name and name.strip():
            found.add(name.strip())
            found |= {word for word in _PARTED.split(name) if len(word) >= fewest and not word.isdigit()}
    return found


def blanked(text: str, hidden: Iterable[str]) -> str:
    """`text` without the words in `hidden`, in any case and with an ending, and without addresses.

    Blanks, dashes and underscores within a hidden text stand for each other: trade_show hides "trade show" too.
    """
    return _finding(frozenset(hidden)).sub(BLANK, _ADDRESS.sub(BLANK, text))


@lru_cache(maxsize=8)
def _finding(hidden: frozenset[str]) -> re.Pattern[str]:
    """What finds all of these; a judge's page asks for the same ones several times."""
    patterns = {_pattern(word) for word in hidden | SOURCE_WORDS if word.strip()}
    either = "|".join(sorted(patterns, key=lambda one: (-len(one), one)))
    return re.compile(rf"(?<!\w)(?:{either})(?:'s|’s|e?n?s?)(?!\w)", re.IGNORECASE)


def _pattern(word: str) -> str:
    """Its words with any blank between them; signs at its ends don't matter."""
    return r"[\W_]+".join(re.escape(part) for part in _PARTED.split(word) if part) or re.escape(word)
