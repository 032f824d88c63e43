"""A playbook's points for a set of leads: what does not depend on time is worked out once, the rest at any moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from detente.analytics.points import fading
from detente.analytics.points.columns import Ints, Leads, Mask, Touches
from detente.analytics.points.conditions import Holds, fulfilled
from detente.analytics.points.engagement import Engagement, kept_within


@dataclass(frozen=True)
class Scores:
    """Points of each lead, and the places of its bands in the playbook's lists (0 is the highest)."""

    score: Ints
    fit: Ints
    engagement: Ints
    band: Ints
    fit_band: Ints
    is_ready: Mask


@dataclass(frozen=True)
class Plan:
    """Points for these leads. `fit_given` are the tenths of each rule of fit, by its code, where it holds."""

    scoring: Any
    readiness: Any
    fit_given: Mapping[str, tuple[int, Mask]]
    fit: Ints
    engagement: Engagement
    is_excluded: Mask
    has_asked: Mask

    @classmethod
    def of(cls, scoring: Any, readiness: Any, leads: Leads, touches: Touches, holds: Holds) -> Plan:
        """What can be said before a moment is named. `readiness` may be None: then nobody is sales-ready."""
        given = {
            rule.code: (fading.tenths(rule.points), fulfilled(rule.when, leads, holds))
            for group in scoring.fit.groups for rule in group.rules
        }  # fmt: skip
        is_excluded, has_asked = (np.zeros(leads.count, dtype=bool) for _ in range(2))
        for exclusion in readiness.exclusions if readiness else ():
            is_excluded |= fulfilled(exclusion.when, leads, holds)
        if readiness:
            has_asked[touches.lead[touches.are(readiness.requests)]] = True
        return cls(
            scoring, readiness, given, _fit(scoring.fit, given, leads.count),
            Engagement.of(scoring.engagement, touches, leads.count), is_excluded, has_asked,
        )  # fmt: skip

    def of_leads(self, rows: Ints, touches: Touches) -> Plan:
        """The plan of some of the leads, as if they had done only these touches (under their new places)."""
        has_asked = np.zeros(len(rows), dtype=bool)
        if self.readiness:
            has_asked[touches.lead[touches.are(self.readiness.requests)]] = True
        return replace(
            self, fit_given={}, fit=self.fit[rows], is_excluded=self.is_excluded[rows], has_asked=has_asked,
            engagement=Engagement.of(self.scoring.engagement, touches, len(rows)),
        )  # fmt: skip

    def at(self, moment: int | Ints) -> Scores:
        """The points at a moment (seconds since 1970), or at one of each lead's own."""
        engagement = _whole(self.engagement.tenths(moment))
        score = self._score(engagement)
        fit_band = _bands(self.scoring.fit_bands, self.fit)
        ready = self._ready(score, fit_band)
        return Scores(score, self.fit, engagement, _bands(self.scoring.bands, score), fit_band, ready)

    def _score(self, engagement: Ints, fit: Ints | None = None) -> Ints:
        return np.clip((self.fit if fit is None else fit) + engagement, 0, self.scoring.limit)

    def _ready(self, score: Ints, fit_band: Ints) -> Mask:
        agreed = self.readiness
        if agreed is None:
            return np.zeros(len(score), dtype=bool)
        fits = np.array(
            [not agreed.fit_bands or band.code in agreed.fit_bands for band in self.scoring.fit_bands]
        )
        by_points = (score >= agreed.threshold) & fits[fit_band]
        found: Mask = (by_points | self.has_asked) & ~self.is_excluded
        return found

    def changes_at(self, moment: int, scores: Scores) -> Ints:
        """When fading alone next changes each lead's score, in seconds since 1970; -1 where nothing fades any more.

        To five minutes; where negative points fade, a day ahead at most.
        """
        rows, can_rise = self.engagement.fading(moment)
        narrow = self.engagement.of_leads(rows)
        fit, score = self.fit[rows], scores.score[rows]
        high = np.where(can_rise[rows], fading.NEAR, fading.FAR)
        low = np.zeros(len(rows), dtype=np.int64)
        same = self._same(narrow, fit, score, moment, high)
        while (open_ := ~same & (high - low > 1)).any():
            middle = np.where(open_, (low + high) // 2, high)
            still = self._same(narrow, fit, score, moment, middle)
            low = np.where(open_ & still, middle, low)
            high = np.where(open_ & ~still, middle, high)
        found = np.full(len(self.fit), -1, dtype=np.int64)
        found[rows] = moment + high * fading.LOOK
        return found

    def _same(self, narrow: Engagement, fit: Ints, score: Ints, moment: int, looks: Ints) -> Mask:
        then = self._score(_whole(narrow.tenths(moment + looks * fading.LOOK)), fit)
        same: Mask = then == score
        return same


def _fit(half: Any, given: Mapping[str, tuple[int, Mask]], count: int) -> Ints:
    total = np.zeros(count, dtype=np.int64)
    for group in half.groups:
        points = np.zeros(count, dtype=np.int64)
        for rule in group.rules:
            tenths, mask = given[rule.code]
            points += tenths * mask
        total += kept_within(group.limit, points)
    return _whole(kept_within(half.limit, total))


def _whole(tenths: Ints) -> Ints:
    return (tenths + fading.TENTHS // 2) // fading.TENTHS


def _bands(bands: Any, points: Ints) -> Ints:
    """The place of the first band whose least is reached; the last one takes whatever is below."""
    found = np.full(len(points), len(bands) - 1, dtype=np.int64)
    for place in range(len(bands) - 1, -1, -1):
        if bands[place].least is not None:
            found[points >= bands[place].least] = place
    return found
