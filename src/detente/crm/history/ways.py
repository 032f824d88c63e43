"""By which way a change came, when it was not typed into a page: kept in the event's facts as `how`.

with by_way_of("bulk_edit"):
    change_person(...)
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

WAYS = ("api", "bulk_edit", "merge")
_way: ContextVar[str | None] = ContextVar("way", default=None)
_SAID_OF = frozenset((
    "assigned", "moved", "ended", "reopened", "origin_changed", "lead_changed", "rehomed", "deal_moved", "deal_changed",
    "deal_won", "deal_lost", "deal_reopened", "next_step_set", "person_changed", "account_changed", "campaign_changed",
))  # fmt: skip
"""Kinds of events that change a field; of the others nobody asks how."""


@contextmanager
def by_way_of(way: str | None) -> Iterator[None]:
    """What is recorded inside came by this way; one of `WAYS`, None says nothing."""
    if way and way not in WAYS:
        raise ValueError(f"{way!r} is not one of {WAYS}")
    token = _way.set(way or _way.get())
    try:
        yield
    finally:
        _way.reset(token)


def with_way(kind: str, facts: dict[str, Any] | None) -> dict[str, Any] | None:
    """An event's facts with the way it came by, where there is one to tell."""
    way = _way.get()
    return {"how": way, **(facts or {})} if way and kind in _SAID_OF else facts
