"""What is said of sources whose shares differ, or do not: deals won of closed, or leads won of matured."""

from __future__ import annotations

from detente.analytics.audit.checks.goals.mix import Compared, apart
from detente.analytics.audit.finding import Breakdown, Clean, Finding
from detente.analytics.language import say
from detente.analytics.stats.evenness import ERRS_AT_MOST, Member
from detente.analytics.stats.intervals import wilson
from detente.analytics.wording import between, decimal, listed, percent

_NAMED = 2
_SHOWN = 20
NEAR = 0.05
"""Below it a single question would be called a difference: an audit must not say that there is none."""


def clean(found: Compared, *, of_deals: bool) -> Clean:
    """All sources alike, in numbers."""
    if found.evenness.p < ERRS_AT_MOST:
        rates = between(*found.evenness.usual)
        return Clean(say("%(sources)s sources differ by too little to matter, %(allowed)s (%(cases)s cases, two thirds "
                         "of the sources within %(rates)s).", rates=rates, **_values(found)))  # fmt: skip
    if of_deals and found.evenness.p < NEAR:
        return Clean(say("Whether the win rates of %(sources)s sources differ is too close to call, %(allowed)s "
                         "(%(cases)s closed deals; p = %(p)s, where an audit of so many questions asks for 0.01).",
                         **_values(found)))  # fmt: skip
    text = (
        say("Win rates of %(sources)s sources do not differ more than chance explains, %(allowed)s "
            "(%(cases)s closed deals, p = %(p)s).", **_values(found))
        if of_deals
        else say("Leads of %(sources)s sources come through alike: their shares differ no more than chance explains, "
                 "%(allowed)s (%(cases)s leads, p = %(p)s).", **_values(found))
    )  # fmt: skip
    return Clean(text)


def _values(found: Compared) -> dict[str, object]:
    return {
        "sources": len(found.evenness.members), "allowed": found.allowed, "cases": found.evenness.cases,
        "p": decimal(found.evenness.p, 2), "overall": percent(found.evenness.overall),
    }  # fmt: skip


def finding(found: Compared, *, of_deals: bool) -> Finding:
    """Which sources stand below the others, and which above; the cases of those below, else of those above."""
    named = apart(found.cells)
    below = [one for one in named if one.part < one.expected]
    above = [one for one in named if one.part > one.expected]
    cases = sum(one.whole for one in below or above)
    return Finding(
        f"{_sentence(found, of_deals=of_deals)}{_named(below, above)}",
        cases or found.evenness.cases, found.evenness.cases, "deals" if of_deals else "leads", sureness="estimated",
        breakdowns=(_table(found, named, of_deals=of_deals),), weight=0.6,
    )  # fmt: skip


def _sentence(found: Compared, *, of_deals: bool) -> str:
    values = _values(found)
    if of_deals:
        return say("Deals of different sources are not won alike (%(overall)s in all)", **values)
    return say("Leads of different sources do not come through alike (%(overall)s in all)", **values)


def _named(below: list[Member], above: list[Member]) -> str:
    """The ends that can be named, both on the same scale."""
    parts = []
    if below:
        parts.append(say("fewer from %(sources)s", sources=_list(sorted(below, key=lambda one: one.rate))))
    if above:
        parts.append(say("more from %(sources)s", sources=_list(sorted(above, key=lambda one: -one.rate))))
    return f": {listed(parts)}" if parts else ""


def _list(members: list[Member]) -> str:
    return listed(
        [
            say("%(source)s (%(share)s)", source=one.group, share=percent(one.share))
            for one in members[:_NAMED]
        ]
    )  # fmt: skip


def _table(found: Compared, named: list[Member], *, of_deals: bool) -> Breakdown:
    order = sorted(found.evenness.members, key=lambda one: -one.whole)[:_SHOWN]
    stands = {one.group: say("more") if one.part > one.expected else say("fewer") for one in named}
    return Breakdown(
        say("By source, %(allowed)s", allowed=found.allowed),
        {"source": say("Source"), "whole": say("Cases"), "part": say("Won") if of_deals else say("Came through"),
         "share": say("Share"),
         "low": say("Share, low"), "high": say("Share, high"), "expected": say("Expected of its mix"),
         "stands": say("Stands apart")},
        tuple(_row(one, stands.get(one.group, "")) for one in order),
    )  # fmt: skip


def _row(one: Member, stands: str) -> dict[str, object]:
    low, high = wilson(one.part, one.whole)
    return {
        "source": one.group, "whole": one.whole, "part": one.part, "share": one.share, "low": low, "high": high,
        "expected": one.expected / one.whole, "stands": stands,
    }  # fmt: skip
