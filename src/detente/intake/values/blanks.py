"""Which texts mean that nothing is there."""

from __future__ import annotations

# Only these are blank in a name: people are called Null, and Na is a surname.
NOWHERE_A_NAME = frozenset({"", "\\n", "(blank)", "(null)", "<null>"})
BLANK = NOWHERE_A_NAME | frozenset(
    {
        "-",
        "--",
        "—",
        "n/a",
        "#n/a",
        "na",
        "nan",
        "null",
        "none",
        "nil",
        "#null!",
        "#value!",
        "#ref!",
        "not set",
    }
)


def is_blank(text: str, *, also: frozenset[str] = frozenset()) -> bool:
    """Whether a value of a typed column is absent; `also` are a mapping's own words for it, folded."""
    plain = text.strip().casefold()
    return plain in BLANK or plain in also


def is_blank_name(text: str, *, also: frozenset[str] = frozenset()) -> bool:
    """The same for free words and names, where fewer texts can mean nothing."""
    plain = text.strip().casefold()
    return plain in NOWHERE_A_NAME or plain in also
