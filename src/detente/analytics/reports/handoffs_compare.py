"""Which groups of handoffs stand apart: sources by what sales accepts, receivers also by answers in time."""

from __future__ import annotations

from collections.abc import Sequence

from detente.analytics.answer import Row
from detente.analytics.language import marked
from detente.analytics.query import Query
from detente.analytics.stats.comparison import Compared, Measure, compare

ACCEPTED = Measure("acceptance", "accepted", "answered", marked("more acceptance"), marked("less acceptance"))
IN_TIME = Measure(
    "in_time", "in_time", "timed", marked("more answers in time"), marked("fewer answers in time")
)
ANSWERING = ("receiver", "receiver_team", "owner", "team")
"""Groups of those who answer; what is accepted is compared for all others too, but reasons."""


def measures(by: str) -> tuple[Measure, ...]:
    """What groups by this field are compared on."""
    if by == "reason":
        return ()
    return (ACCEPTED, IN_TIME) if by in ANSWERING else (ACCEPTED,)


def compared(rows: Sequence[Row], query: Query) -> Compared:
    """Every group against the rest."""
    return compare(rows, str(query.by), measures(str(query.by)))


def apart(rows: Sequence[Row], query: Query) -> list[str]:
    """For each row, in words, what it goes with; empty where nothing can be told."""
    found = compared(rows, query)
    return [found.told(row[str(query.by)]) for row in rows]
