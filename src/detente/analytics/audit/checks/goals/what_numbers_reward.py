"""What both teams' numbers seem to reward: things that pile up on the last three days of months, on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from detente.analytics.audit.checks.goals.monthly import Month, following, months
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Breakdown, Check, Clean, Finding, Skipped
from detente.analytics.audit.lead_paths import prepare
from detente.analytics.audit.sql import beside
from detente.analytics.language import marked, say
from detente.analytics.stats.intervals import wilson
from detente.analytics.wording import listed, percent

_SERIES = {
    "leads": (marked("Marketing"), marked("Leads created")),
    "mqls": (marked("Marketing"), marked("Leads called MQL")),
    "accepted": (marked("Sales"), marked("Leads accepted")),
    "deals": (marked("Sales"), marked("Deals opened")),
    "won": (marked("Sales"), marked("Deals won")),
}
_FEWEST_MONTHS, _FEWEST_CASES = 6, 100
_PILE, _SURE = 1.5, 1.25
"""Judgement: half as much again as an even spread gives, and at the interval's lower end a quarter more."""


@dataclass(frozen=True)
class Pile:
    """What of a series falls on the last three days of whole months, beside what an even spread gives."""

    series: str
    part: int
    whole: int
    even: float
    above: int
    months: int

    @property
    def share(self) -> float:
        """Share on the last three days."""
        return self.part / self.whole

    @property
    def is_pile(self) -> bool:
        """Far above an even spread, beyond chance, and in three of four months each for itself."""
        low = wilson(self.part, self.whole)[0]
        return (
            self.share >= _PILE * self.even and low > _SURE * self.even and 4 * self.above >= 3 * self.months
        )


def find(evidence: Evidence) -> Finding | Clean | Skipped:
    """Every series with six whole months and 100 cases, both teams' alike."""
    prepare(evidence)
    rows = evidence.rows(beside(__file__), {"as_of": evidence.as_of})
    piles = [pile for series in _SERIES if (pile := _pile(series, rows, evidence))]
    if not piles:
        return Skipped(
            say("It takes six whole months with %(n)s leads, MQLs or deals of known days.", n=_FEWEST_CASES)
        )
    found = [pile for pile in piles if pile.is_pile]
    if not found:
        names = listed([say(_WITHIN[pile.series]) for pile in piles])
        return Clean(say("Nothing piles up at the end of most months, neither in one team nor in the other; looked at "
                         "were %(series)s.", series=names))  # fmt: skip
    largest = max(found, key=lambda pile: pile.share / pile.even)
    sentence = say(
        "Month ends seem to be what counts: on their last three days, where an even spread gives %(even)s, stand "
        "%(series)s",
        even=percent(largest.even), series=listed([_named(pile) for pile in found]),
    )  # fmt: skip
    return Finding(
        sentence, largest.part, largest.whole, "records", sureness="a sign",
        interval=wilson(largest.part, largest.whole), breakdowns=(_table(piles),), weight=0.5,
    )  # fmt: skip


def _pile(series: str, rows: Sequence[dict[str, Any]], evidence: Evidence) -> Pile | None:
    held = months([row for row in rows if row["series"] == series], None, evidence.as_of)
    whole = sum(one.whole for one in held)
    if len(held) < _FEWEST_MONTHS or whole < _FEWEST_CASES:
        return None
    even = sum(one.whole * _even(one) for one in held) / whole
    above = sum(one.part > one.whole * _even(one) for one in held)
    return Pile(series, sum(one.part for one in held), whole, even, above, len(held))


def _even(month: Month) -> float:
    return 3 / (following(month.starts_on) - month.starts_on).days


def _named(pile: Pile) -> str:
    return say("%(share)s of %(series)s", share=percent(pile.share), series=say(_WITHIN[pile.series]))


_WITHIN = {
    "leads": marked("the leads"), "mqls": marked("the MQLs"), "accepted": marked("the acceptances"),
    "deals": marked("the new deals"), "won": marked("the wins"),
}  # fmt: skip


def _table(piles: Sequence[Pile]) -> Breakdown:
    rows = []
    for pile in piles:
        low, high = wilson(pile.part, pile.whole)
        team, name = _SERIES[pile.series]
        rows.append({"team": say(team), "series": say(name), "whole": pile.whole, "share": pile.share, "low": low,
                     "high": high, "even": pile.even})  # fmt: skip
    return Breakdown(
        say("On the last three days of months"),
        {"team": say("Team"), "series": say("What counts"), "whole": say("Cases"), "share": say("Share"),
         "low": say("Share, low"), "high": say("Share, high"), "even": say("Even spread")},
        tuple(rows),
    )  # fmt: skip


CHECK = Check(
    "what_numbers_reward",
    "goals",
    marked("What the numbers reward"),
    marked("People do what is counted. Where things arrive just before a count closes, the count steers the work, "
           "in either team."),
    marked("Look at ten of these records together and ask what would have happened to them a week later; count over "
           "a rolling time instead of a month."),
    ((("leads", "created_at"), ("deals", "created_at"), ("deals", "closed_at"), ("deals", "expected_on")),),
    find,
    marked("Nothing piles up at month ends."),
)  # fmt: skip
