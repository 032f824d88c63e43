"""The places of the flow in their order from the top, and whose colour they wear."""

from __future__ import annotations

from dataclasses import dataclass

from detente.analytics import theme


@dataclass(frozen=True)
class Place:
    """A milestone reached or an outcome: what it is called, what it means, its hue."""

    code: str
    name: str
    meaning: str
    hue: str


def _keyed(*places: Place) -> dict[str, Place]:
    return {place.code: place for place in places}


REACHED = _keyed(
    Place("won", "Won", "the deal was won", theme.SALES),
    Place("proposal", "Proposal", "came as far as an offer", theme.SALES),
    Place("sql", "SQL", "came as far as a confirmed opportunity", theme.SALES),
    Place("sal", "SAL", "came as far as being accepted by sales", theme.SALES),
    Place("mql", "MQL", "came as far as meeting the agreed criteria", theme.MARKETING),
    Place("inquiry", "Inquiry", "came no further than arriving", theme.MARKETING),
)

OUTCOMES = _keyed(
    Place("won", "Won", "won, and the win holds", theme.SALES),
    Place("worked", "Being worked", "open, and sales tried or moved it within the agreed time", theme.MARKETING),
    Place("open", "Open", "open; whether anybody works it is not recorded", theme.MARKETING),
    Place("unworked", "Nobody is working these", "open, and nobody tried or moved it within the agreed time",
          theme.LATE),
    Place("lost_track", "Lost track of", "open, and forgotten: nothing happened for three times the agreed time, or "
          "its owner has left", theme.LATE),
    Place("joined", "Joined", "another lead carries the deal", theme.EDGE),
    Place("recycled", "Recycled", "not now, and not come back yet", theme.EDGE),
    Place("lost", "Lost", "the deal was lost", theme.EDGE),
    Place("unreached", "Unreached", "the agreed attempts brought no conversation", theme.EDGE),
    Place("disqualified", "Disqualified", "ended after contact, with a reason", theme.EDGE),
    Place("rejected", "Rejected", "refused by sales before contact", theme.EDGE),
)  # fmt: skip

OPEN = ("worked", "open", "unworked", "lost_track")
IDLE = ("unworked", "lost_track")
