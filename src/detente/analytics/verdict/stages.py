"""The stages after the first conversation: what a lead's quality lets pass, and what selling makes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, reduce

import numpy as np
from numpy.typing import NDArray

from detente.analytics.verdict.believed import AS_STATED, Reading, Readings
from detente.analytics.verdict.counted import Counted
from detente.analytics.verdict.logit import Drawn, Effects, draw, draw_with_months, fit, sigmoid
from detente.analytics.verdict.stage_counts import StageCounts, stage_counts

Floats = NDArray[np.float64]

STAGES = (2, 3, 4)
"""2: conversation to SQL; 3: SQL to proposal; 4: proposal to won."""
FIRST, LATE = (2,), (3, 4)

SPREADS = {"source": 0.5, "rep": 0.3, "month": 0.06, "rep_now": 0.3}
"""First guesses of standard deviations on the logit (METHODS 3.2, step 3)."""


@dataclass(frozen=True)
class StageModel:
    """Draws of one stage's logit; `sizes` are the numbers of sources, fit grades and reps."""

    drawn: Drawn
    sizes: tuple[int, int, int]

    def chance(self, *, common: int, source: int = 0, rep: int = 0) -> Floats:
        """[draw, source, fit, rep]: the chance, with the common, sources' and reps' changes of now or not."""
        eta = (self.drawn.one("all") + common * self.drawn.one("period"))[:, None, None, None]
        eta = eta + _from_first(self.drawn["fit"])[:, None, :, None]
        by_source, by_rep = self.drawn["source"], self.drawn["rep"]
        if source and "source_now" in self.drawn.places:
            by_source = by_source + self.drawn["source_now"]
        if rep and "rep_now" in self.drawn.places:
            by_rep = by_rep + self.drawn["rep_now"]
        return sigmoid(eta + by_source[:, :, None, None] + by_rep[:, None, None, :])


def _from_first(effects: Floats) -> Floats:
    """Effects against the first grade, whose own is 0."""
    return np.pad(effects, ((0, 0), (1, 0)))


def effects_of(counts: StageCounts, sizes: tuple[int, int, int], months: int) -> list[Effects]:
    """What every stage has: level, period, fit, source, rep, month of arrival."""
    sources, fits, reps = sizes
    return [
        Effects("all", np.ones(len(counts.passed)), is_dense=True),
        Effects("period", counts["period"].astype(float), is_dense=True),
        Effects("fit", counts["fit"] - 1, fits - 1),
        Effects("source", counts["source"], sources, SPREADS["source"]),
        Effects("rep", counts["rep"], reps, SPREADS["rep"]),
        Effects("month", counts["month"], months, SPREADS["month"]),
    ]


def changes_by_source(counts: StageCounts, sources: int, spread: float) -> Effects:
    """How each source changed beyond the common change."""
    return Effects("source_now", np.where(counts["period"] == 1, counts["source"], -1), sources, spread)


def changes_by_rep(counts: StageCounts, reps: int) -> Effects:
    """How each rep changed beyond the common change."""
    return Effects("rep_now", np.where(counts["period"] == 1, counts["rep"], -1), reps, SPREADS["rep_now"])


@dataclass
class WithReasons:
    """The twin that believes stated reasons: `kept[j]` not lost for quality, `sold[j]` passed given that."""

    kept: dict[int, StageModel]
    sold: dict[int, StageModel]

    def __post_init__(self) -> None:
        self._kept = cache(lambda early, late, stages: _all(
            self.kept[j].chance(common=_of(j, early, late), source=_of(j, early, late)) for j in stages
        ))  # fmt: skip
        self._sold = cache(lambda early, selling, stages: _all(
            self.sold[j].chance(common=selling, rep=selling, source=early) for j in stages
        ))  # fmt: skip

    def passing(self, early: int, late: int, selling: int, stages: tuple[int, ...] = STAGES) -> Floats:
        """[draw, source, fit, rep]: the chance to pass these stages."""
        chance: Floats = self._kept(early, late, stages) * self._sold(early, selling, stages)
        return chance


@dataclass
class WithoutReasons:
    """The twin that knows no reasons: sources' changes speak of quality, reps' and late common ones of selling."""

    passed: dict[int, StageModel]
    is_late_quality: bool = False

    def passing(self, early: int, late: int, selling: int, stages: tuple[int, ...] = STAGES) -> Floats:
        """As in `WithReasons`."""
        common = late if self.is_late_quality else selling
        return _all(
            self.passed[j].chance(
                common=common if j in LATE else early, source=_of(j, early, late), rep=selling
            )
            for j in stages
        )

    def read_as_quality(self) -> WithoutReasons:
        """The other reading of late common changes, where no reason is stated at all: the leads'."""
        return replace(self, is_late_quality=True)


def _of(stage: int, early: int, late: int) -> int:
    return late if stage in LATE else early


def _all(chances: Iterable[Floats]) -> Floats:
    return reduce(np.multiply, chances)


def with_reasons(
    counted: Counted, draws: int, rng: np.random.Generator, readings: Sequence[Readings] = (AS_STATED,)
) -> WithReasons:
    """Fit both sides of every stage, once for each way to read stated reasons; all have the same share of the draws."""
    batches = [_both_sides(counted, draws // len(readings), rng, one) for one in readings]
    return WithReasons(
        *({j: _together([batch[side][j] for batch in batches]) for j in STAGES} for side in (0, 1))
    )


def _both_sides(
    counted: Counted, draws: int, rng: np.random.Generator, readings: Readings
) -> tuple[dict[int, StageModel], dict[int, StageModel]]:
    common = rng.normal(size=draws), rng.normal(size=draws)
    kept, sold = {}, {}
    for j in STAGES:
        counts, fitted = counts_of(counted, j, readings.of(j in LATE)), _fitting(counted, draws, rng)
        sources, _, reps = counted.codes.sizes
        quality = [changes_by_source(counts, sources, 0.3)]
        selling = [changes_by_rep(counts, reps), changes_by_source(counts, sources, 0.2)]
        kept[j] = fitted(counts, quality, counts.passed + counts.sales, counts.all, common[0])
        sold[j] = fitted(counts, selling, counts.passed, counts.passed + counts.sales, common[1])
    return kept, sold


def _together(models: Sequence[StageModel]) -> StageModel:
    """The draws of several fits of one stage as one."""
    drawn = Drawn(np.concatenate([one.drawn.beta for one in models]), models[0].drawn.places)
    return StageModel(drawn, models[0].sizes)


def without_reasons(counted: Counted, draws: int, rng: np.random.Generator) -> WithoutReasons:
    """Fit every stage once."""
    passed = {}
    for j in STAGES:
        counts, fitted = counts_of(counted, j), _fitting(counted, draws, rng)
        sources, _, reps = counted.codes.sizes
        changes = [changes_by_rep(counts, reps), changes_by_source(counts, sources, 0.3)]
        passed[j] = fitted(counts, changes, counts.passed, counts.all, None)
    return WithoutReasons(passed)


def counts_of(
    counted: Counted, stage: int, reading: Reading | None = None, *, only_ended: bool = False
) -> StageCounts:
    """A stage's expected counts, with stated reasons read in some way."""
    return stage_counts(counted[f"stage{stage}"], reading, only_ended=only_ended)


def _fitting(counted: Counted, draws: int, rng: np.random.Generator) -> Callable[..., StageModel]:
    def fitted(
        counts: StageCounts, more: list[Effects], won: Floats, tried: Floats, common: Floats | None
    ) -> StageModel:
        found = fit([*effects_of(counts, counted.codes.sizes, counted.all_months), *more], won, tried)
        if common is None:
            return StageModel(draw(found, draws, rng), counted.codes.sizes)
        return StageModel(draw_with_months(found, draws, rng, counted.months, common), counted.codes.sizes)

    return fitted
