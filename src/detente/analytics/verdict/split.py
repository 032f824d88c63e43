"""The change of the win rate per lead, split between mix, follow-up, quality found early and late, and selling."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from detente.analytics.verdict.counted import Counted
from detente.analytics.verdict.follow_up import FollowUp, by_cell
from detente.analytics.verdict.logit import Effects, draw, fit, sigmoid
from detente.analytics.verdict.reaction import reaction
from detente.analytics.verdict.shapley import shapley
from detente.analytics.verdict.stages import FIRST, LATE, WithoutReasons, WithReasons

Floats = NDArray[np.float64]

PARTS = ("mix", "follow_up", "quality_early", "quality_late", "selling")

Passing = Callable[[int, int, int], Floats]


@dataclass(frozen=True)
class Split:
    """Draws of one twin. `rates[p]` is the win rate per lead of period p, `by_source[p]` that of each source,
    `shares[p]` the shares of sources, `parts` the change by part.

    `contested` is the part of follow-up that goes with worse leads, `slope` how follow-up's change by
    source goes with quality's.
    """

    rates: tuple[Floats, Floats]
    by_source: tuple[Floats, Floats]
    shares: tuple[Floats, Floats]
    parts: dict[str, Floats]
    slope: Floats
    contested: Floats

    @property
    def change(self) -> Floats:
        """The whole change."""
        return self.rates[1] - self.rates[0]


class Funnel:
    """What both twins share: who arrives, whether data is good, whether they are reached, to whom they go."""

    def __init__(self, counted: Counted, draws: int, rng: np.random.Generator) -> None:
        self.sources, self.fits = arrivals_of(counted, draws, rng)
        self.routing = routing_of(counted, "stage2")
        self.closing = routing_of(counted, "stage3") if counted.has_sellers else None
        self.sound = sound_of(counted, "bad", draws, rng)
        self.gate = sound_of(counted, "gate", draws, rng) if counted.has_gate else None
        self.graded_late = counted.rests["graded_late"]
        self.follow_up = FollowUp(counted, draws, rng) if counted.has_contacts else None

    def mix(self, sources: int, quality: int) -> Floats:
        """[draw, source, fit]: shares of leads. Which source is mix; how well they fit within a source is quality."""
        found: Floats = self.sources[:, sources][:, :, None] * self.fits[:, quality]
        return found

    def reached(self, quality: int, effort: int) -> Floats:
        """[draw, source, fit]: chance that a lead is fit to be worked and reached."""
        chance = self.sound(quality)
        if self.gate:
            chance = np.minimum(chance * self.gate(quality) * self.graded_late, 1.0)
        return chance * self.follow_up.chance(quality, effort) if self.follow_up else chance

    def qualified(self, twin: WithReasons | WithoutReasons, early: int, selling: int) -> Floats:
        """[draw, source, fit]: chance that a lead that was reached becomes SQL."""
        return np.asarray((twin.passing(early, 0, selling, FIRST) * self.routing[selling]).sum(3))

    def won(self, twin: WithReasons | WithoutReasons, early: int, late: int, selling: int) -> Floats:
        """[draw, source, fit]: chance that a lead that was reached is won by the reps to whom leads like it go."""
        if self.closing is None:
            return np.asarray((twin.passing(early, late, selling) * self.routing[selling]).sum(3))
        closed = (twin.passing(early, late, selling, LATE) * self.closing[selling]).sum(3)
        return np.asarray(self.qualified(twin, early, selling) * closed)

    def contact(self, quality: int, effort: int) -> Floats:
        """[draw, source, fit]: the follow-up's part of `reached`."""
        return self.follow_up.chance(quality, effort) if self.follow_up else np.ones_like(self.fits[:, 0])


def arrivals_of(counted: Counted, draws: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Who arrives: shares of sources [draw, period, source]; of fit grades within a source [draw, period, source, fit],
    drawn to the grades of all sources by 4 pseudo-leads."""
    sources, fits, reps = counted.codes.sizes
    cells, counts = counted["arrivals"], np.zeros((2, sources, fits, reps))
    np.add.at(counts, tuple(cells[name] for name in ("period", "source", "fit", "rep")), cells.n)
    mix = np.stack([rng.dirichlet(counts[p].sum((1, 2)) + 0.05, draws) for p in (0, 1)], 1)
    graded = counts.sum(3)
    pool = graded.sum(1, keepdims=True)
    graded = graded + 4 * pool / np.maximum(pool.sum(2, keepdims=True), 1) + 1e-3
    fit = rng.standard_gamma(np.broadcast_to(graded, (draws, *graded.shape)))
    return mix, fit / fit.sum(3, keepdims=True)


def routing_of(counted: Counted, stage: str) -> Floats:
    """To whom they go: shares of reps among the leads that entered a stage [period, source, fit, rep], drawn to the
    overall ones. Who waits for grading has no rep."""
    cells, counts = counted[stage], np.zeros((2, *counted.codes.sizes))
    np.add.at(counts, tuple(cells[name] for name in ("period", "source", "fit", "rep")), cells.n)
    overall = counts.sum((1, 2)) + 1e-9
    overall = overall / overall.sum(1, keepdims=True)
    routed = counts + 5 * overall[:, None, None, :]
    return np.asarray(routed / routed.sum(3, keepdims=True))


def sound_of(counted: Counted, name: str, draws: int, rng: np.random.Generator) -> Callable[[int], Floats]:
    """Chance [draw, source, 1] that a lead is not found unfit before anybody spoke to it (`bad`), or is graded MQL."""
    of, bad = by_cell(counted[name], ("month", "period", "source", "fit"))
    sources = counted.codes.sizes[0]
    found = fit(
        [
            Effects("all", np.ones(len(of)), is_dense=True),
            Effects("period", of["period"].astype(float), is_dense=True),
            Effects("source", of["source"], sources, 0.5),
            Effects("source_now", np.where(of["period"] == 1, of["source"], -1), sources, 0.4),
            Effects("month", of["month"], counted.all_months, 0.05),
        ],
        of.n - bad, of.n,
    )  # fmt: skip
    drawn = draw(found, draws, rng)
    return lambda quality: sigmoid(
        (drawn.one("all") + quality * drawn.one("period"))[:, None]
        + drawn["source"] + quality * drawn["source_now"]
    )[:, :, None]  # fmt: skip


def split(funnel: Funnel, twin: WithReasons | WithoutReasons) -> Split:
    """Shapley's shares of every part in every draw; they add up to the change exactly.

    What worse grades lose before the SQL is quality found early; what they lose after it was found late.
    """
    qualified = cache(lambda early, selling: funnel.qualified(twin, early, selling))
    won = cache(lambda early, late, selling: funnel.won(twin, early, late, selling))

    def rate(state: tuple[int, ...]) -> Floats:
        mix, effort, early, late, selling = state
        reached = funnel.reached(early, effort)
        sqls = [
            _by_source(funnel.fits[:, quality], reached * qualified(early, selling))
            for quality in (early, late)
        ]
        wins = _by_source(funnel.fits[:, late], reached * won(early, late, selling))
        return np.asarray((funnel.sources[:, mix] * sqls[0] * wins / np.maximum(sqls[1], 1e-12)).sum(1))

    parts = dict(zip(PARTS, shapley(rate, len(PARTS)), strict=True))
    slope, share = reaction(funnel, won)
    by_source = [_by_source(funnel.fits[:, p], funnel.reached(p, p) * won(p, p, p)) for p in (0, 1)]
    return Split(
        (rate((0,) * 5), rate((1,) * 5)),
        (by_source[0], by_source[1]),
        (funnel.sources[:, 0], funnel.sources[:, 1]),
        parts,
        slope,
        parts["follow_up"] * share,
    )


def _by_source(mix: Floats, chance: Floats) -> Floats:
    return np.asarray((mix * chance).sum(2))
