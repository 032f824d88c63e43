"""Text tidied without loss: blanks and control characters, never letters, marks or case."""

from __future__ import annotations

import re
import unicodedata

from detente.crm.people import naming

# Control characters, lone surrogates and the byte order mark; everything else may be meant.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ud800-\udfff]")
_PLAIN = re.compile(r"[!-~]+(?: [!-~]+)*")


def tidy(text: str) -> str:
    """The CRM's own tidying, with a short way for the plain texts that most cells are."""
    return text if _PLAIN.fullmatch(text) else naming.tidy(text)


def tidy_words(text: str) -> str:
    """Free words of several lines: the line breaks stay, as line feeds."""
    lines = _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    return unicodedata.normalize("NFC", "\n".join(line.rstrip() for line in lines)).strip()


def split_name(full: str) -> tuple[str, str]:
    """(first, last) of a full name; `Last, First` is turned round, one word is a last name.

    Where a name divides cannot be known; both parts together always give the words back.
    """
    plain = tidy(full)
    last, comma, first = plain.partition(",")
    if comma and first.strip() and "," not in first:
        return first.strip(), last.strip()
    first, _, last = plain.rpartition(" ")
    return first, last
