"""Reactions: what must happen lower down because of an event, in the same transaction.

A step registers for kinds of events; history itself knows none of them. Nothing here calls a door:
what others must be told goes into the outbox and is drained after the commit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detente.crm.capture.models import Lead
    from detente.crm.history.models import Event

Reaction = Callable[["Event", "Lead | None"], None]
_reactions: defaultdict[str, list[Reaction]] = defaultdict(list)


def on(*kinds: str) -> Callable[[Reaction], Reaction]:
    """Register a function for kinds of events; it runs under the same lock and transaction."""

    def register(reaction: Reaction) -> Reaction:
        for kind in kinds:
            if reaction not in _reactions[kind]:
                _reactions[kind].append(reaction)
        return reaction

    return register


def react(event: Event, lead: Lead | None) -> None:
    """Run what is registered for this kind of event."""
    for reaction in _reactions[event.kind]:
        reaction(event, lead)
