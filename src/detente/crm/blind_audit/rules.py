"""What is agreed about blind audits: who may judge, how many leads, which answers. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from detente.analytics.stats.intervals import wilson
from detente.crm.objections import N_, Objection

FEWEST, USUAL, MOST = 10, 60, 200
"""How many leads an audit draws: under ten no rate is shown, and 200 are a day's work for each judge. 60 are
about an hour for each (decision 88)."""

ERROR_SHARE = 0.15
"""The share of wrong reasons by which a size's precision is told beforehand; the audit measures the true one."""

OPINIONS = ("good", "poor", "unsure")
WORDS_AT_MOST = 2_000
SIDES = {
    "marketing": frozenset({"marketing"}),
    "sales": frozenset({"sdr", "ae", "manager"}),
}
NEUTRAL = frozenset({"operations", "executive", "admin"})
"""Roles that judge for a side which has nobody free; vendors never judge."""


@dataclass(frozen=True)
class Chosen:
    """A user as far as judging goes."""

    key: int
    role: str
    is_active: bool


def may_judge_for(side: str, role: str) -> bool:
    """Whether somebody with this role can be a side's judge."""
    return role in SIDES[side] or role in NEUTRAL


def precision(size: int) -> tuple[float, float]:
    """Between which shares an error rate of 15 % would be told from `size` leads (Wilson's 95 % interval)."""
    return wilson(round(ERROR_SHARE * size), size)


def objections_to_judges(marketing: Chosen | None, sales: Chosen | None) -> list[Objection]:
    """Two different active people, each from their side or from neither."""
    found = []
    for side, judge in (("marketing", marketing), ("sales", sales)):
        if judge is None or not judge.is_active:
            found.append(Objection("judge_missing", N_("Choose somebody who works here."), f"{side}_judge"))
        elif not may_judge_for(side, judge.role):
            text = N_("Choose somebody of this side, or somebody of neither.")
            found.append(Objection("judge_of_another_side", text, f"{side}_judge"))
    if marketing and sales and marketing.key == sales.key:
        found.append(
            Objection("same_judge", N_("Choose two people: they judge independently."), "sales_judge")
        )
    return found


def objections_to_size(size: int) -> list[Objection]:
    """Not so few that no rate may be shown, not so many that nobody gets to the end."""
    if FEWEST <= size <= MOST:
        return []
    values = {"fewest": FEWEST, "most": MOST}
    return [Objection("size", N_("Draw {fewest} to {most} leads."), "size", values)]


def objections_to_draw(left: int, seen: int) -> list[Objection]:
    """Enough leads must be left that neither judge had to do with."""
    if left >= FEWEST:
        return []
    if seen > left:
        text = N_(
            "Only {left} leads are left that neither judge had to do with, and at least {fewest} are needed. Choose "
            "other judges, or a longer period."
        )
    else:
        text = N_("Only {left} leads were turned away in this period, and at least {fewest} are needed. "
                  "Choose a longer period.")  # fmt: skip
    return [Objection("too_few", text, "first_on", {"left": left, "fewest": FEWEST})]


def objections_to_answer(
    *, is_open: bool, is_theirs: bool, opinion: str | None, words: str
) -> list[Objection]:
    """Only its judge answers, with one of three answers, and only while the audit runs."""
    if not is_theirs:
        return [Objection("not_the_judge", N_("Somebody else judges this lead."))]
    if not is_open:
        return [Objection("ended", N_("This audit has ended; opinions stand as they are."))]
    found = []
    if opinion not in (*OPINIONS, None):
        found.append(Objection("opinion", N_("Answer good, poor, or can't say."), "opinion"))
    if len(words) > WORDS_AT_MOST:
        text = N_("Keep it under {most} characters.")
        found.append(Objection("too_long", text, "words", {"most": WORDS_AT_MOST}))
    return found


def objections_to_close(*, is_open: bool, is_by_starter: bool, is_steering: bool) -> list[Objection]:
    """Whoever started an audit ends it early; operations and administrators can when that person can't."""
    if not is_open:
        return [Objection("ended", N_("This audit has ended already."))]
    if not (is_by_starter or is_steering):
        return [Objection("not_yours", N_("Only who started the audit, or operations, can end it early."))]
    return []


def quotas(size: int, populations: Sequence[int]) -> tuple[int, ...]:
    """How many to draw from each of two strata: half each; what one has not, the other gives if it can."""
    first, second = populations
    half = size // 2
    from_second = min(second, max(half, size - first))
    return min(first, size - from_second), from_second
