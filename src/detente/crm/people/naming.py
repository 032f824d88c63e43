"""How names become keys that find the same person or account again. Pure."""

from __future__ import annotations

import re
import unicodedata

_BLANKS = re.compile(r"\s+")


def tidy(text: str | None) -> str:
    """Control characters out, blanks collapsed, Unicode composed (NFC); the name itself stays as people write it."""
    if text and text.isascii() and text.isprintable():
        return " ".join(text.split())
    composed = unicodedata.normalize("NFC", text or "")
    kept = "".join(
        " " if unicodedata.category(letter) in ("Cc", "Zl", "Zp") else letter for letter in composed
    )
    return _BLANKS.sub(" ", kept).strip()


def name_key(text: str | None) -> str:
    """The key under which an account's name is looked up: caseless, compatible forms made equal (NFKC)."""
    return unicodedata.normalize("NFKC", tidy(text)).casefold()[:300]


def label_of(
    *, name: str, email: str | None = None, phone: str | None = None, external: str | None = None
) -> str:
    """What a person is called in lists: the best of what is known."""
    return tidy(name) or email or phone or (f"#{external}" if external else "") or "?"
