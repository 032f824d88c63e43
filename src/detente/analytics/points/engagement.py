"""The points for what people did: which touches count is settled once, what is left of them at any moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from detente.analytics.points import fading
from detente.analytics.points.columns import Ints, Mask, Touches


@dataclass(frozen=True)
class Counted:
    """The touches that a rule counts: whose they are and when they were."""

    rule: Any
    lead: Ints
    at: Ints

    @classmethod
    def of(cls, rule: Any, touches: Touches) -> Counted:
        """From the `from_nth` on, and of these the newest `at_most`."""
        mine = touches.take(touches.are(rule.touches))
        nth, from_end = _places(mine.lead)
        counts = nth >= rule.from_nth
        if rule.at_most is not None:
            counts &= from_end <= rule.at_most
        return cls(rule, mine.lead[counts], mine.at[counts])

    def left(self, moment: int | Ints) -> Ints:
        """Tenths that are left of each of them."""
        then = moment if isinstance(moment, int) else moment[self.lead]
        ages = np.maximum(then - self.at, 0)
        given = fading.tenths(self.rule.points)
        if self.rule.half_life_days is not None:
            return fading.left_of_many(given, ages, fading.seconds(self.rule.half_life_days))
        if self.rule.within_days is not None:
            return given * (ages < fading.seconds(self.rule.within_days))
        return np.full(len(ages), given, dtype=np.int64)

    @property
    def fades(self) -> bool:
        """Whether time takes anything away."""
        return self.rule.half_life_days is not None or self.rule.within_days is not None


@dataclass(frozen=True)
class Engagement:
    """The engagement of `count` leads, group by group; each group is its limit and what its rules count."""

    half: Any
    count: int
    groups: tuple[tuple[int, tuple[Counted, ...]], ...]

    @classmethod
    def of(cls, half: Any, touches: Touches, count: int) -> Engagement:
        """What each rule counts of these touches."""
        groups = tuple(
            (group.limit, tuple(Counted.of(rule, touches) for rule in group.rules)) for group in half.groups
        )
        return cls(half, count, groups)

    def tenths(self, moment: int | Ints) -> Ints:
        """All groups together, each within its limit, in tenths."""
        total = np.zeros(self.count, dtype=np.int64)
        for limit, rules in self.groups:
            points = np.zeros(self.count, dtype=np.int64)
            for counted in rules:
                points += self.by_lead(counted, moment)
            total += kept_within(limit, points)
        return kept_within(self.half.limit, total)

    def by_lead(self, counted: Counted, moment: int | Ints) -> Ints:
        """What one rule gives each lead, in tenths."""
        return np.bincount(counted.lead, counted.left(moment), self.count).astype(np.int64)

    def fading(self, moment: int) -> tuple[Ints, Mask]:
        """The leads of whose points something will still fade, and where negative points do."""
        fades, can_rise = (np.zeros(self.count, dtype=bool) for _ in range(2))
        for _limit, rules in self.groups:
            for counted in rules:
                if counted.fades:
                    leads = counted.lead[counted.left(moment) != 0]
                    fades[leads] = True
                    if counted.rule.points < 0:
                        can_rise[leads] = True
        return np.flatnonzero(fades), can_rise

    def of_leads(self, rows: Ints) -> Engagement:
        """The engagement of some of the leads, in the order of `rows`."""
        places = np.full(self.count, -1, dtype=np.int64)
        places[rows] = np.arange(len(rows))
        groups = tuple(
            (limit, tuple(_narrowed(counted, places) for counted in rules)) for limit, rules in self.groups
        )
        return Engagement(self.half, len(rows), groups)


def kept_within(limit: int, tenths: Ints) -> Ints:
    """No more than the limit's points, and no less than their opposite."""
    most = fading.tenths(limit)
    return np.clip(tenths, -most, most)


def _narrowed(counted: Counted, places: Ints) -> Counted:
    place = places[counted.lead]
    kept = place >= 0
    return Counted(counted.rule, place[kept], counted.at[kept])


def _places(lead: Ints) -> tuple[Ints, Ints]:
    """For rows in the order of leads: the how-manieth of its lead each is, from the first and from the last."""
    if not len(lead):
        return lead, lead
    here = np.arange(len(lead), dtype=np.int64)
    is_first = np.concatenate(([True], lead[1:] != lead[:-1]))
    starts = np.flatnonzero(is_first)
    group = np.cumsum(is_first) - 1
    ends = np.concatenate((starts[1:], [len(lead)]))
    return here - starts[group] + 1, ends[group] - here
