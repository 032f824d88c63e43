"""The list that no address may be missing from: who may ask for it, and how it is asked in a test.

`who` names the ability that reading (or, for acts, writing) needs; None is open to everybody.
An address that is not here fails the build.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Address:
    """A named address, the keys it takes, and whether it is a page that a reader opens."""

    name: str
    keys: tuple[str, ...]


def addresses(resolver: URLResolver | None = None) -> Iterator[Address]:
    """Every named address of the product, found in the URL configuration itself."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield Address(pattern.name, tuple(pattern.pattern.converters))
