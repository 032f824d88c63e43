"""Addresses that keep the rest of the page's question: filters, sort and place in the list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

PLACE_IN_LIST = ("after", "before")


def with_query(request: HttpRequest, **changes: Any) -> str:
    """This page's address with some parameters changed; None drops one.

    Any change goes back to the first page, unless it names the place itself.
    """
    query = request.GET.copy()
    for name in PLACE_IN_LIST:
        query.pop(name, None)
    for name, value in changes.items():
        query.pop(name, None)
        for one in value if isinstance(value, list | tuple) else [value]:
            if one not in (None, ""):
                query.appendlist(name, str(one))
    return request.path + (f"?{query.urlencode()}" if query else "")


def filled_in(name: str, *args: Any) -> Callable[[int], str]:
    """An address as a function of the key that stands where `args` has a 0; looked up once for many rows."""
    before, _zero, after = reverse(name, args=args).partition("/0/")
    return lambda key: f"{before}/{key}/{after}"


def sort_toggle(current: str, key: str) -> str:
    """The sort that a click on a head asks for: first descending off, then on (`key`, `-key`)."""
    return f"-{key}" if current == key else key


def whole(text: str) -> int | None:
    """A whole number as an address carries it; None for anything else, and for more than a key can be."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
