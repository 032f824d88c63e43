"""From arrival to the first conversation: what was tried, and what one attempt brings with leads like these.

The number of attempts is no covariate: a success ends the attempts, so few attempts go with success. What
is modelled is each attempt by itself, and whether another one follows a failure (METHODS 3.2, step 3).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from detente.analytics.verdict.counted import Cells, Counted
from detente.analytics.verdict.distinct import distinct
from detente.analytics.verdict.group_bys import MOST_TRIES, TRY_HOURS
from detente.analytics.verdict.logit import Drawn, Effects, draw, fit, sigmoid

Floats = NDArray[np.float64]

AGES = len(TRY_HOURS) + 1
"""Bins of how long a lead had waited when it was tried."""
_LONGEST = 10


@dataclass(frozen=True)
class Policy:
    """How leads were followed up; the first axis is the draw, the second the period.

    `worked` by source and fit, and `speeds` of those: shares of age bins of the first attempt. `ages[k - 1]` are those
    of attempt k by the first one's. `several` (another channel by then) by attempt, `goes_on` by fit and attempt.
    """

    worked: Floats
    speeds: Floats
    ages: list[Floats]
    several: Floats
    goes_on: Floats


class FollowUp:
    """Chances of a first conversation, [draw, source, fit], under the leads and the follow-up of either period."""

    def __init__(self, counted: Counted, draws: int, rng: np.random.Generator) -> None:
        self.sizes = counted.codes.sizes
        self.policy = policy_of(counted, draws, rng)
        self.attempts = attempts_of(counted, draws, rng)
        self.chance = cache(self._chance)

    def _chance(self, quality: int, effort: int) -> Floats:
        """Worked x sum over attempts of still without an answer x answered now."""
        policy = self.policy
        return _met(lambda k: self._answer(quality, effort, k), policy.worked[:, effort], policy.speeds[:, effort],
                    policy.goes_on[:, effort])  # fmt: skip

    def effort(self, period: int) -> Floats:
        """How well each source and grade was followed up: the chance that an average lead would have had."""
        policy = self.policy

        def answer(k: int) -> Floats:
            return np.asarray(self._answer(0, 0, k, ages_of=period).mean((1, 2), keepdims=True))

        return _met(answer, policy.worked[:, period], policy.speeds[:, period], policy.goes_on[:, period])

    def treated_alike(self, quality: int) -> Floats:
        """The chance if all leads had been followed up alike, as the average one of the benchmark was."""
        worked, speeds, goes_on = (
            one[:, 0].mean(where, keepdims=True)
            for one, where in (
                (self.policy.worked, (1, 2)),
                (self.policy.speeds, (1, 2)),
                (self.policy.goes_on, 1),
            )
        )
        return _met(lambda k: self._answer(quality, 0, k), worked, speeds, goes_on)

    def _answer(self, quality: int, effort: int, k: int, ages_of: int | None = None) -> Floats:
        """[draw, source, fit, speed]: chance that attempt k is answered, of those first tried at this speed.

        `ages_of`: the period whose ages of attempts hold, `effort` unless given.
        """
        a = self.attempts
        eta = (a.one("all") + quality * a.one("period") + (k - 1) * a.one("nth"))[:, None, None, None]
        eta = eta + (a["source"] + quality * a["source_now"])[:, :, None, None]
        eta = eta + _first_is_0(a["fit"])[:, None, :, None] + a["speed"][:, None, None, :]
        share = self.policy.several[:, effort, k - 1][:, None, None, None]
        several = a.one("several")[:, None, None, None]
        ages = self.policy.ages[k - 1][:, effort if ages_of is None else ages_of]
        found = np.zeros_like(eta)
        for age in range(AGES):
            now = eta + a["age"][:, age][:, None, None, None]
            answered = (1 - share) * sigmoid(now) + share * sigmoid(now + several)
            found += ages[:, None, None, :, age] * answered
        return found


def _met(answer: Callable[[int], Floats], worked: Floats, speeds: Floats, goes_on: Floats) -> Floats:
    """[draw, source, fit]: worked x sum over attempts of still without an answer x answered now."""
    alive: Floats | float = 1.0
    met: Floats | float = 0.0
    for k in range(1, _LONGEST + 1):
        answered = answer(min(k, MOST_TRIES))
        met = met + alive * answered
        alive = alive * (1 - answered) * goes_on[:, None, :, k - 1, None]
    return np.asarray(worked * (np.asarray(met) * speeds).sum(-1))


def _first_is_0(effects: Floats) -> Floats:
    return np.pad(effects, ((0, 0), (1, 0)))


def attempts_of(counted: Counted, draws: int, rng: np.random.Generator) -> Drawn:
    """The chance of an answer to one attempt."""
    cells = counted["attempts"]
    tried, answered = by_cell(cells, ("month", "period", "source", "fit", "speed", "age", "several", "k"))
    of = tried.of
    sources, fits, _ = counted.codes.sizes
    found = fit(
        [
            Effects("all", np.ones(len(tried)), is_dense=True),
            Effects("period", of["period"].astype(float), is_dense=True),
            Effects("fit", of["fit"] - 1, fits - 1),
            Effects("speed", of["speed"], AGES, 0.5),
            Effects("age", of["age"], AGES, 0.5),
            Effects("several", of["several"].astype(float), is_dense=True),
            Effects("nth", (of["k"] - 1).astype(float), is_dense=True),
            Effects("source", of["source"], sources, 0.5),
            Effects("source_now", np.where(of["period"] == 1, of["source"], -1), sources, 0.3),
            Effects("month", of["month"], counted.all_months, 0.05),
        ],
        answered, tried.n,
    )  # fmt: skip
    return draw(found, draws, rng)


def by_cell(cells: Cells, names: Sequence[str]) -> tuple[Cells, Floats]:
    """Cells with both values of `y` together, and how many of each were 1."""
    unique, place = distinct([cells[name] for name in names])
    ones = np.bincount(place, cells.n * (cells["y"] == 1), len(unique[0])).astype(float)
    every = np.bincount(place, cells.n, len(unique[0])).astype(float)
    return Cells(dict(zip(names, unique, strict=True)), every), ones


def policy_of(counted: Counted, draws: int, rng: np.random.Generator) -> Policy:
    """Draws of how leads were followed up in either period."""
    return Policy(
        worked=shares(counted["worked"], counted.codes.sizes[:2], 2, draws, rng)[..., 1],
        speeds=shares(_of_first(counted["ages"]), counted.codes.sizes[:2], AGES, draws, rng),
        ages=[_ages(counted["ages"], k, draws, rng) for k in range(1, MOST_TRIES + 1)],
        several=_by_attempt(counted["several"], MOST_TRIES, draws, rng)[:, :, 0],
        goes_on=_by_attempt(counted["continued"], _LONGEST, draws, rng, counted.codes.sizes[1]),
    )


def _of_first(cells: Cells) -> Cells:
    held = cells["k"] == 1
    return Cells({name: one[held] for name, one in cells.of.items()}, cells.n[held])


def _ages(cells: Cells, k: int, draws: int, rng: np.random.Generator) -> Floats:
    """[draw, period, speed, age]: when attempt k comes, of those first tried at this speed; the first comes then."""
    if k == 1:
        return np.broadcast_to(np.eye(AGES), (draws, 2, AGES, AGES))
    held = cells["k"] == k
    of = {name: cells[name][held] for name in ("period", "speed", "y")}
    nobody = np.zeros(int(held.sum()), np.int64)
    by_speed = Cells(
        {"period": of["period"], "source": of["speed"], "fit": nobody, "y": of["y"]}, cells.n[held]
    )
    return shares(by_speed, (AGES, 1), AGES, draws, rng)[:, :, :, 0]


def shares(cells: Cells, sizes: tuple[int, int], values: int, draws: int, rng: np.random.Generator) -> Floats:
    """[draw, period, source, fit, value]: shares of `y`, Dirichlet, with 4 pseudo-leads of the period's pool, in which
    stands one of both periods together."""
    counts = np.zeros((2, *sizes, values))
    np.add.at(counts, (cells["period"], cells["source"], cells["fit"], cells["y"]), cells.n)
    every = counts.sum((0, 1, 2)) + 0.1
    pool = counts.sum((1, 2), keepdims=True) + every / every.sum()
    counts = counts + 4 * pool / np.maximum(pool.sum(3, keepdims=True), 1)
    drawn = rng.standard_gamma(np.broadcast_to(np.maximum(counts, 1e-3), (draws, *counts.shape)))
    return np.asarray(drawn / drawn.sum(-1, keepdims=True))


def _by_attempt(cells: Cells, most: int, draws: int, rng: np.random.Generator, fits: int = 1) -> Floats:
    """[draw, period, fit, attempt]: beta draws of a share, with 4 pseudo-attempts of the period's grades and one of
    both periods together."""
    counts = np.zeros((2, fits, most, 2))
    grade = cells["fit"] if fits > 1 else np.zeros(len(cells), np.int64)
    np.add.at(counts, (cells["period"], grade, np.minimum(cells["k"], most) - 1, cells["y"]), cells.n)
    pool = counts.sum((0, 1)) + 0.1
    own = counts.sum(1, keepdims=True) + pool / pool.sum(1, keepdims=True)
    counts = own if fits == 1 else counts + 4 * own / own.sum(3, keepdims=True)
    return rng.beta(counts[..., 1] + 1e-3, counts[..., 0] + 1e-3, (draws, 2, fits, most))
