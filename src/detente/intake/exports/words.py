"""Headers compared without regard to how a system writes them: `Lead Source` and `lead_source` are one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

_CUSTOM = re.compile(r"_{1,2}c$", re.IGNORECASE)
# Zones of times and currencies of amounts that a header ends in.
_MEASURE = re.compile(
    r"\s*\((?:(?:GMT|UTC)[^()]*|CES?T|MES?Z|BST|[ECMP][SD]T|AE[SD]T|[IJ]ST|EUR|USD|GBP|CHF|CAD|AUD|[€$£])\)$"
)
_BETWEEN = re.compile(r"[\W_]+")
_PROPERTY = re.compile(r"^(?:propert(?:y|ies)|custom)[_.]", re.IGNORECASE)


@lru_cache(maxsize=20_000)
def folded(header: str) -> str:
    """Letters and digits of a header, in lower case; without a connector's prefix and the mark of custom fields."""
    return "".join(char for char in _plain(header) if char.isalnum())


def bare(header: str) -> str:
    """The words of a header in lower case, without accents and marks, with a blank between them."""
    return " ".join(_BETWEEN.split(unaccented(_plain(header)))).strip()


def unaccented(text: str) -> str:
    """A text whose letters have no accents: `Étape` is `Etape`."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(char for char in apart if not unicodedata.combining(char))


def _plain(header: str) -> str:
    plain = unicodedata.normalize("NFKC", header).strip().strip("`\"'")
    return _MEASURE.sub("", _CUSTOM.sub("", _PROPERTY.sub("", plain))).casefold()


def by_word(headers: Sequence[str]) -> dict[str, str]:
    """Folded word -> the first header that is written so."""
    found: dict[str, str] = {}
    for header in headers:
        found.setdefault(folded(header), header)
    found.pop("", None)
    return found
