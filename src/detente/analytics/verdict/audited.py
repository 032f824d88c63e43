"""What a blind audit says of stated reasons: do two judges agree, and how often do they find the reason wrong?

Judges see neither source nor rep nor reason, so their opinion can stand beside what the rep stated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from detente.analytics.verdict.agreement import Share, kappa_of, share_of, spread_beta

Floats = NDArray[np.float64]

STRATA = ("rejected", "late_lost")
STATED = ("quality", "sales", "unknown")
OPINIONS = ("good", "poor", "unsure")

FEWEST = 40
"""Leads judged alike in each period below which reasons are not corrected: with fewer the interval of an error rate
of .15 is wider than +-.09, and correcting blamed wrongly now and then (decision 87)."""
FEWEST_KAPPA = 0.4
"""Judges who agree less than this beyond chance (moderate, by Landis and Koch 1977) correct nobody."""
_FEWEST_UNKNOWN = 5
_BELIEF = np.array([[1.7, 0.3], [0.3, 1.7]])
"""Two pseudo-leads for each stated side, who think as stated but for an error of .15: [stated][poor, good]."""

_JUDGED = """
SELECT l.period, j.audit_id, j.lead_id, j.judge_id, j.stratum, j.stated, j.opinion
FROM main.judgements AS j
JOIN verdict_links AS k ON k.lead_id = j.lead_id
JOIN verdict_leads AS l ON l.chain_id = k.chain_id
WHERE j.opinion IS NOT NULL
"""


@dataclass(frozen=True)
class Pair:
    """What two judges think of one lead. `period`: 0 benchmark, 1 now, None where nobody asked."""

    stratum: str
    stated: str
    opinions: tuple[str, str]
    period: int | None = None

    @property
    def common(self) -> str | None:
        """good or poor, where both say so."""
        one, other = self.opinions
        return one if one == other and one != "unsure" else None


@dataclass(frozen=True)
class Audited:
    """Leads that two people judged, and what follows from them."""

    pairs: tuple[Pair, ...]

    @property
    def agreement(self) -> Share:
        """How often both gave the same opinion, unsure included."""
        return share_of([one.opinions[0] == one.opinions[1] for one in self.pairs])

    @property
    def kappa(self) -> Share:
        """Cohen's kappa (1960): agreement beyond chance, 1 at most. The interval is Bayesian, from a flat table."""
        return kappa_of([tuple(map(OPINIONS.index, one.opinions)) for one in self.pairs], len(OPINIONS))

    @property
    def quality_judged_good(self) -> Share:
        """Of leads whose reason blames their quality, those that both judges call good."""
        return self.judged("quality", "good")

    @property
    def sales_judged_poor(self) -> Share:
        """Of leads whose reason speaks for the selling, those that both judges call poor."""
        return self.judged("sales", "poor")

    def judged(
        self, stated: str, opinion: str, *, stratum: str | None = None, period: int | None = None
    ) -> Share:
        """Of leads judged alike that were stated so (of a stratum, of a period), the share with this opinion."""
        held = [
            one.common for one in self.pairs
            if one.stated == stated and stratum in (None, one.stratum) and period in (None, one.period)
        ]  # fmt: skip
        return share_of([common == opinion for common in held if common])

    def why_not(self) -> str | None:
        """Why reasons are not corrected by it: no_audit, too_few (in one of the periods), judges_disagree; or None."""
        if not self.pairs:
            return "no_audit"
        if min(_alike(self.pairs, period).sum() for period in (0, 1)) < FEWEST:
            return "too_few"
        kappa = self.kappa.estimate
        return "judges_disagree" if kappa is None or kappa < FEWEST_KAPPA else None

    def rereadings(self, number: int, rng: np.random.Generator) -> list[Floats]:
        """Draws of [period, stated]: the share that is truly lost for quality; NaN where too few tell.

        Each period is corrected by its own leads only: reps may misreport now who did not before.
        """
        draws = np.full((number, 2, len(STATED)), np.nan)
        for period in (0, 1):
            counts = _alike(self.pairs, period)
            for stated in (0, 1):
                poor, good = counts[stated] + _BELIEF[stated]
                draws[:, period, stated] = spread_beta(poor, good, number, rng)
            if counts[2].sum() >= _FEWEST_UNKNOWN:
                draws[:, period, 2] = spread_beta(counts[2, 0] + 0.5, counts[2, 1] + 0.5, number, rng)
        return list(draws)

    def told(self) -> dict[str, Any]:
        """The audit for the checks of a verdict and for programs."""
        why = self.why_not()
        return {
            "leads": len(self.pairs),
            "agreement": vars(self.agreement),
            "kappa": vars(self.kappa),
            "quality_judged_good": vars(self.quality_judged_good),
            "sales_judged_poor": vars(self.sales_judged_poor),
            "judged_alike": [int(_alike(self.pairs, period).sum()) for period in (0, 1)],
            "is_fed": why is None,
            "why_not": why,
        }


def audited(rows: Iterable[Mapping[str, Any]]) -> Audited:
    """Read rows of `judgements` (and, if known, the `period` of each lead). A lead that one judge saw is no pair."""
    kept = [row for row in rows if row["opinion"] in OPINIONS]
    kept.sort(key=lambda row: (row["audit_id"], row["lead_id"], row["judge_id"]))
    found = []
    for _, group in groupby(kept, key=lambda row: (row["audit_id"], row["lead_id"])):
        one, *others = group
        if others:
            stated = one["stated"] if one["stated"] in STATED else "unknown"
            opinions = one["opinion"], others[0]["opinion"]
            found.append(Pair(one["stratum"], stated, opinions, one.get("period")))
    return Audited(tuple(found))


def audited_of(cursor: duckdb.DuckDBPyConnection) -> Audited:
    """The audits of the leads that a verdict is about, each with the period of its lead."""
    found = cursor.execute(_JUDGED)
    names = [column[0] for column in found.description]
    return audited(dict(zip(names, row, strict=True)) for row in found.fetchall())


def _alike(pairs: Iterable[Pair], period: int) -> Floats:
    """[stated, (poor, good)]: leads lost after a conversation that both judged alike."""
    counts = np.zeros((len(STATED), 2))
    for one in pairs:
        if one.period == period and one.stratum == "late_lost" and one.common:
            counts[STATED.index(one.stated), int(one.common == "good")] += 1
    return counts
