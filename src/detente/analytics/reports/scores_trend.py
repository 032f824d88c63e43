"""Whether bands order what becomes of leads: a trend over the bands of each playbook version, taken together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from detente.analytics.answer import Row
from detente.analytics.stats.intervals import rate
from detente.analytics.stats.multiplicity import discoveries
from detente.analytics.stats.trend import Step, Trend, trend

SURE = 0.05
"""Of the trends that are named, the share that may be false."""


@dataclass(frozen=True)
class Ordering:
    """What the bands say of an outcome. `is_sure`: beyond chance; `steps`: shares from the highest band down."""

    trend: Trend | None
    is_sure: bool
    steps: tuple[tuple[str, float], ...]

    @property
    def is_rising(self) -> bool:
        """Whether higher bands go with more of it."""
        return self.trend is not None and self.trend.z > 0

    @property
    def is_in_order(self) -> bool:
        """Whether no band has less than a lower one, among those with enough leads."""
        shares = [share for _, share in self.steps]
        return shares == sorted(shares, reverse=True)


def orderings(bands: Sequence[Row]) -> tuple[Ordering, Ordering]:
    """Of wins and of acceptance: both are tested together."""
    pairs = (("judged_won", "judged"), ("accepted", "answered"))
    trends = [_trend(bands, part, whole) for part, whole in pairs]
    p_values = [1.0 if one is None else one.p for one in trends]
    sure = discoveries(p_values, q=SURE)
    wins, accepted = (
        Ordering(one, is_sure, _steps(bands, part, whole))
        for one, is_sure, (part, whole) in zip(trends, sure, pairs, strict=True)
    )
    return wins, accepted


def _trend(bands: Sequence[Row], part: str, whole: str) -> Trend | None:
    """Bands of a version stand in the order of their mean points, one step apart."""
    strata = []
    for version in dict.fromkeys(row["of_version"] for row in bands):
        own = _ordered([row for row in bands if row["of_version"] == version])
        strata.append([Step(-float(place), row[part], row[whole]) for place, row in enumerate(own)])
    return trend(strata)


def _ordered(bands: Sequence[Row]) -> list[Row]:
    known = [row for row in bands if row["of_band"] is not None]
    return sorted(known, key=lambda row: (-(row["mean_score"] or 0), row["of_band"]))


def _steps(bands: Sequence[Row], part: str, whole: str) -> tuple[tuple[str, float], ...]:
    """Shares of each band over all versions, the highest first, blank ones left out."""
    order = dict.fromkeys(row["of_band"] for row in _ordered(bands))
    told = []
    for band in order:
        own = [row for row in bands if row["of_band"] == band]
        share = rate(sum(row[part] for row in own), sum(row[whole] for row in own))
        if share is not None:
            told.append((str(band), share))
    return tuple(told)
