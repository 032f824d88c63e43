"""The places of the flow in their order from the top, and whose colour they wear."""

from __future__ import annotations

from dataclasses import dataclass

from detente.analytics import theme
from detente.analytics.language import marked, say


@dataclass(frozen=True)
class Place:
    """A milestone reached or an outcome: what it is called and what it means (marked texts), its hue."""

    code: str
    title: str
    means: str
    hue: str

    @property
    def name(self) -> str:
        """What it is called, in the reader's language."""
        return say(self.title)

    @property
    def meaning(self) -> str:
        """What it means, in the reader's language."""
        return say(self.means)


def _keyed(*places: Place) -> dict[str, Place]:
    return {place.code: place for place in places}


REACHED = _keyed(
    Place("won", marked("Won"), marked("the deal was won"), theme.SALES),
    Place("proposal", marked("Proposal"), marked("came as far as an offer"), theme.SALES),
    Place("sql", marked("SQL"), marked("came as far as a confirmed opportunity"), theme.SALES),
    Place("sal", marked("SAL"), marked("came as far as being accepted by sales"), theme.SALES),
    Place("mql", marked("MQL"), marked("came as far as meeting the agreed criteria"), theme.MARKETING),
    Place("inquiry", marked("Inquiry"), marked("came no further than arriving"), theme.MARKETING),
)

OUTCOMES = _keyed(
    Place("won", marked("Won"), marked("won, and the win holds"), theme.SALES),
    Place(
        "worked",
        marked("Being worked"),
        marked("open, and sales tried or moved it within the agreed time"),
        theme.MARKETING,
    ),
    Place("open", marked("Open"), marked("open; whether anybody works it is not recorded"), theme.MARKETING),
    Place(
        "unworked",
        marked("Nobody is working these"),
        marked("open, and nobody tried or moved it within the agreed time"),
        theme.LATE,
    ),
    Place(
        "lost_track",
        marked("Lost track of"),
        marked(
            "open, and forgotten: nothing happened for three times the agreed time, or its owner has left"
        ),
        theme.LATE,
    ),
    Place("joined", marked("Joined"), marked("another lead carries the deal"), theme.EDGE),
    Place("recycled", marked("Recycled"), marked("not now, and not come back yet"), theme.EDGE),
    Place("lost", marked("Lost"), marked("the deal was lost"), theme.EDGE),
    Place(
        "unreached", marked("Unreached"), marked("the agreed attempts brought no conversation"), theme.EDGE
    ),
    Place("disqualified", marked("Disqualified"), marked("ended after contact, with a reason"), theme.EDGE),
    Place("rejected", marked("Rejected"), marked("refused by sales before contact"), theme.EDGE),
)

OPEN = ("worked", "open", "unworked", "lost_track")
IDLE = ("unworked", "lost_track")
