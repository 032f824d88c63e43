"""Which country a text names: by its names in the languages most written in CRMs, its codes, and usual short forms."""

from __future__ import annotations

from functools import cache

from babel import Locale
from babel.core import get_global

from detente.analytics.audit.spellings import nearest, plain

_LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "nl", "pl", "sv", "da", "tr", "cs")
_USUAL = {
    "usa": "US", "unitedstatesofamerica": "US", "america": "US", "uk": "GB", "england": "GB", "scotland": "GB",
    "wales": "GB", "northernireland": "GB", "greatbritain": "GB", "britain": "GB", "holland": "NL", "korea": "KR",
    "southkorea": "KR", "republicofkorea": "KR", "russia": "RU", "russianfederation": "RU", "uae": "AE",
    "emirates": "AE",     "czechrepublic": "CZ", "turkey": "TR", "prc": "CN", "brd": "DE",
    "ivorycoast": "CI", "hongkong": "HK", "macau": "MO", "taiwan": "TW", "swaziland": "SZ", "burma": "MM",
}  # fmt: skip


@cache
def territory(text: str) -> str | None:
    """The two-letter code (ISO 3166-1) of the country that a text names; None where it names none."""
    return _known().get(plain(text))


@cache
def likely(text: str) -> str | None:
    """The code of the country that a text most likely misspells; None where none is near enough."""
    near = nearest(text, _names())
    return territory(near[0]) if near else None


def name_of(code: str) -> str:
    """The English name of a country."""
    return str(_english().get(code, code))


@cache
def _english() -> dict[str, str]:
    return {code: name for code, name in Locale("en").territories.items() if _is_country(code)}


@cache
def _known() -> dict[str, str]:
    known = dict(_USUAL)
    for code in _english():
        known.setdefault(plain(code), code)
    for long, codes in get_global("territory_aliases").items():
        if len(long) == 3 and long.isalpha() and len(codes) == 1:
            known.setdefault(plain(long), codes[0])
    for language in _LANGUAGES:
        for code, name in Locale(language).territories.items():
            if _is_country(code):
                known.setdefault(plain(name), code)
    return known


@cache
def _names() -> tuple[str, ...]:
    return tuple(_english().values())


def _is_country(code: str) -> bool:
    return len(code) == 2 and code.isalpha() and code not in ("EU", "EZ", "UN", "XA", "XB", "QO", "ZZ")
