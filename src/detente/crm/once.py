"""What every page asks for and hardly ever changes is read once for each request.

Outside of a request, in commands and in tests, everything is read whenever it is asked for, but within `kept()`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.core.signals import request_finished, request_started

_kept: ContextVar[dict[str, Any] | None] = ContextVar("kept", default=None)
Read = TypeVar("Read")


def once(name: str, read: Callable[[], Read]) -> Read:
    """What `read` gives, read at most once in this request under this name."""
    kept = _kept.get()
    if kept is None:
        return read()
    if name not in kept:
        kept[name] = read()
    return kept[name]


def read_anew(**_more: Any) -> None:
    """Keep nothing for the rest of this request: something that was kept has changed, or may be taken back yet."""
    _kept.set(None)


@contextmanager
def kept() -> Iterator[None]:
    """Read once as in a request: for long work that nobody's change of the organisation or playbook may come into."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def _begin(**_more: Any) -> None:
    _kept.set({})


request_started.connect(_begin)
request_finished.connect(read_anew)
