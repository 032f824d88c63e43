"""The reader's language as a Babel locale."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language


def babel_locale() -> Locale:
    """The locale of the active language; English where there is none."""
    return _parse(get_language() or "en")


@lru_cache(maxsize=64)
def _parse(code: str) -> Locale:
    try:
        return Locale.parse(code, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")
