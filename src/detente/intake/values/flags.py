"""Yes and no in the languages that exports come in."""

from __future__ import annotations

YES = frozenset(
    {
        "yes",
        "y",
        "true",
        "t",
        "1",
        "x",
        "✓",
        "✔",
        "on",
        "ja",
        "j",
        "oui",
        "o",
        "vrai",
        "si",
        "sí",
        "s",
        "sim",
        "verdadeiro",
        "verdadero",
        "wahr",
        "tak",
        "sì",
        "vero",
        "waar",
        "1.0",
    }
)
NO = frozenset(
    {
        "no",
        "n",
        "false",
        "f",
        "0",
        "off",
        "nein",
        "non",
        "faux",
        "não",
        "nao",
        "falso",
        "falsch",
        "nie",
        "nee",
        "nej",
        "onwaar",
        "nei",
        "0.0",
    }
)


def flag(text: str) -> bool | None:
    """True, False, or None for a text that says neither."""
    plain = text.strip().casefold()
    if plain in YES:
        return True
    return False if plain in NO else None
