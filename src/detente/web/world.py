"""Zones, currencies, countries, months and weekdays to choose from, in the reader's language."""

from __future__ import annotations

from functools import lru_cache

from babel.core import get_global

from detente.crm.people.days import zone_names
from detente.web.locale import babel_locale

Choices = list[tuple[str, str]]
_LEGACY = ("Etc/", "posix/", "right/", "SystemV/", "US/", "Canada/", "Brazil/", "Chile/", "Mexico/")


@lru_cache(maxsize=1)
def _common_zones() -> tuple[str, ...]:
    return ("UTC", *sorted(name for name in zone_names() if "/" in name and not name.startswith(_LEGACY)))


def zones(current: str = "") -> Choices:
    """Time zones by their place; the one chosen already stays on the list whatever it is called."""
    names = [*_common_zones()]
    if current and current not in names:
        names.append(current)
    return [(name, name.replace("_", " ")) for name in names]


@lru_cache(maxsize=1)
def _in_use() -> frozenset[str]:
    """Currencies that are legal tender somewhere today."""
    spans = get_global("territory_currencies").values()
    return frozenset(
        code for rows in spans for code, _start, end, is_tender in rows if end is None and is_tender
    )


def currencies(current: str = "") -> Choices:
    """ISO 4217 codes with their names."""
    names = babel_locale().currencies
    return [(code, f"{code} · {names.get(code, code)}") for code in sorted(_in_use() | ({current} - {""}))]


def countries() -> Choices:
    """ISO 3166 codes with their names, by name."""
    found = [(code, name) for code, name in babel_locale().territories.items() if _is_country(code)]
    return sorted(found, key=lambda pair: pair[1])


def _is_country(code: str) -> bool:
    return len(code) == 2 and code.isalpha() and code not in ("EU", "EZ", "UN", "QO", "XA", "XB", "ZZ")


def country_name(code: str | None) -> str:
    """The name of a country; the code itself where it is none we know."""
    return babel_locale().territories.get(code, code) if code else ""


def months() -> Choices:
    """Months by their number from 1."""
    return [(str(number), name) for number, name in babel_locale().months["stand-alone"]["wide"].items()]


def weekdays() -> Choices:
    """Weekdays by their number, Monday first as 0."""
    return [(str(number), name) for number, name in babel_locale().days["stand-alone"]["wide"].items()]
