"""What every page asks for and hardly ever changes is read once for each request.

Outside of a request, in commands and in tests, everything is read whenever it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
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


def _begin(**_more: Any) -> None:
    _kept.set({})


request_started.connect(_begin)
request_finished.connect(read_anew)
