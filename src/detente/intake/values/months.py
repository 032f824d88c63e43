"""Names of months in the languages that exports come in, from Unicode's locale data."""

from __future__ import annotations

from babel import Locale

LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "nl", "pl", "sv", "da", "nb", "fi", "cs")


def _months() -> dict[str, int]:
    """Folded name -> number; a name that means two months in two languages is left out."""
    found: dict[str, int] = {}
    unclear: set[str] = set()
    for language in LANGUAGES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for number, name in Locale.parse(language).months[context][width].items():
                    plain = name.casefold().rstrip(".")
                    if found.setdefault(plain, number) != number and language != "en":
                        unclear.add(plain)
    return {name: number for name, number in found.items() if name not in unclear or name in _english()}


def _english() -> set[str]:
    months = Locale.parse("en").months["format"]
    return {name.casefold() for width in ("wide", "abbreviated") for name in months[width].values()} | {
        "sept"
    }


MONTHS: dict[str, int] = {**_months(), "sept": 9}
