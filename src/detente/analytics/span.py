"""What the tables can tell at all: how long a win takes, from when on wins are recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

FALLBACK_DAYS = 90.0
FEWEST_WINS = 10
USUAL_DAYS = 30
"""How long a lead may stand without work where the playbook says nothing."""
LONG_DAYS = 60
"""No lead is lost track of before."""
_SURELY = 5.0


@dataclass(frozen=True)
class Facts:
    """What a question leaves out: counts of leads."""

    targets: int
    without_arrival: int


@dataclass(frozen=True)
class Span:
    """What the tables hold, filters aside, so that filtered and whole answers judge age alike."""

    first_arrival_at: datetime | None
    last_arrival_at: datetime | None
    first_win_at: datetime | None
    timed_wins: int
    median_days: float | None
    p90_days: float | None
    long_before_first_win: int
    since: int
    won_since: int
    activities: int = 0
    handoffs: int = 0
    last_sign_at: datetime | None = None
    """The latest move, attempt or response: in foreign tables it may lie beyond what a question looks at."""

    @property
    def mature_days(self) -> float:
        """Age at which 9 of 10 wins have come; 90 days while there are fewer than 10 wins."""
        return self.p90_days if self.p90_days and self.timed_wins >= FEWEST_WINS else FALLBACK_DAYS

    @property
    def truncated_before(self) -> datetime | None:
        """The instant before which leads arrived but wins were not recorded; None when all is well.

        Leads that had more than the median time to win before the first recorded win would have
        brought `n * win rate * 1/2` wins by then at least, at the
        win rate of those since. Where that is 5 or more, none at all
        has a chance below 1 % (Poisson, e^-5): the wins were not recorded.
        """
        if not self.since or self.timed_wins < FEWEST_WINS:
            return None
        expected = self.long_before_first_win * (self.won_since / self.since) / 2
        return self.first_win_at if expected >= _SURELY else None
