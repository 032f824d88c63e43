"""One simulated company: its sources and reps, and the chances of each of its leads.

None of the model's assumptions is built in: quality is a mixture of two beta distributions, skill is skewed,
waiting times are mixtures of lognormal and Weibull, reps come and go, and quality works within selling, too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.verdict.worlds import SIZES, Fault

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
DAYS_BEFORE, DAYS_NOW = 365, 182
DAYS = DAYS_BEFORE + DAYS_NOW


def sigmoid(x: Floats) -> Floats:
    return 1 / (1 + np.exp(-x))


@dataclass(frozen=True)
class Company:
    """Traits that hold in both periods."""

    weights: Floats
    good_share: Floats
    bad_data: Floats
    falls: Floats
    skill: Floats
    hurt: Floats
    delay: Floats
    patience: Floats
    season: Floats


def found(rng: np.random.Generator, leads_a_year: int, fault: Fault) -> Company:
    """Draw a company."""
    sources, reps = int(rng.integers(5, 9)), SIZES[leads_a_year]
    weights = np.sort(rng.dirichlet(np.full(sources, 3.0)))[::-1]
    skill = rng.exponential(0.35, reps) - 0.35
    hurt = np.zeros(reps, bool)
    hurt[rng.choice(reps, round(reps * fault.of_reps), replace=False)] = True
    good = np.clip(rng.beta(2.6, 2.0, sources), 0.12, 0.92)
    good[np.argsort(good)[: sources // 2]] *= 1 - fault.gap
    return Company(
        weights=weights,
        good_share=good,
        bad_data=rng.beta(2, 30, sources),
        falls=rng.uniform(0.4, 1.6, sources),
        skill=skill,
        hurt=hurt.astype(float),
        delay=np.log(5 / 24) + rng.normal(0, 0.5, reps),
        patience=rng.integers(4, 8, reps),
        season=0.15 * np.sin(2 * np.pi * (np.arange(DAYS) / 365 + rng.uniform())),
    )


@dataclass(frozen=True)
class Leads:
    """What leads are: period, source, latent quality 0 to 1, rep, day of arrival with fractions."""

    period: Ints
    day: Floats
    source: Ints
    quality: Floats
    rep: Ints
    fit: Ints
    luck: Floats


def arrive(rng: np.random.Generator, of: Company, leads_a_year: int, fault: Fault) -> Leads:
    """Leads of both periods, with seasons and quiet weekends."""
    days = np.arange(DAYS)
    rate = np.exp(of.season) * np.where(days % 7 >= 5, 0.45, 1.22) * leads_a_year / 365
    per_day = rng.poisson(rate)
    day = np.repeat(days, per_day) + np.clip(rng.beta(4, 4, per_day.sum()), 0, 0.999)
    period = (day >= DAYS_BEFORE).astype(np.int64)
    source = sources(rng.uniform(size=len(day)), of, period * fault.mix_shift)
    luck = rng.uniform(size=len(day))
    quality = qualities(rng, luck, of, source, period * fault.quality_loss)
    noise = rng.standard_t(4, len(day)) * 0.22
    fit = np.digitize(quality + noise, [0.35, 0.65])
    return Leads(period, day, source, quality, _routed(rng, of, quality, period, fault), fit, luck)


def sources(u: Floats, of: Company, shift: Floats) -> Ints:
    """Sources by weight; `shift` moves weight from the best half to the worst half."""
    order = np.argsort(of.good_share)
    poor = np.zeros(len(of.weights), bool)
    poor[order[: len(order) // 2]] = True
    moved = np.where(poor, of.weights, of.weights * 0.25)
    moved[poor] += 0.75 * of.weights[~poor].sum() * of.weights[poor] / of.weights[poor].sum()
    found = np.zeros(len(u), np.int64)
    for value in np.unique(shift):
        held, weights = shift == value, (1 - value) * of.weights + value * moved
        found[held] = np.searchsorted(np.cumsum(weights / weights.sum()), u[held]).clip(0, len(weights) - 1)
    return found


def qualities(rng: np.random.Generator, luck: Floats, of: Company, source: Ints, loss: Floats) -> Floats:
    """A mixture of good and bad leads; in the fault fewer are good, in some sources more so."""
    good = luck < of.good_share[source] * (1 - np.clip(loss * of.falls[source], 0, 0.9))
    return np.where(good, rng.beta(6, 2.2, len(luck)), rng.beta(1.6, 4.5, len(luck)))


def _routed(rng: np.random.Generator, of: Company, quality: Floats, period: Ints, fault: Fault) -> Ints:
    reps = len(of.skill)
    rep = (rng.beta(0.9, 1.1, len(quality)) * reps).astype(np.int64).clip(0, reps - 1)
    if fault.routing:
        order = np.argsort(-of.skill)
        looks = quality + rng.normal(0, 0.3, len(quality)) > 0.6
        swap = (period == 1) & (rng.uniform(size=len(rep)) < 0.6 * fault.routing)
        half = reps // 2
        fine, rest = order[rng.integers(0, half, len(rep))], order[rng.integers(half, reps, len(rep))]
        rep = np.where(swap, np.where(looks, fine, rest), rep)
    return rep


def checks(of: Company, leads: Leads, loose: Floats) -> tuple[Floats, Floats, Floats]:
    """Chances to pass the checks of quality at SQL, proposal and won; `loose` lets bad leads through the first."""
    q = leads.quality
    strict = sigmoid(-2.6 + 6.5 * q)
    first = strict + loose * (0.93 - strict)
    late = np.clip(strict / first, 0, 1)
    return first, np.sqrt(late) * (0.86 + 0.1 * q), np.sqrt(late) * (0.88 + 0.09 * q)


def sells(of: Company, leads: Leads, loss: Floats) -> tuple[Floats, Floats, Floats]:
    """Chances that selling carries a fit lead over SQL, proposal and won."""
    skill = of.skill[leads.rep]
    late = skill - loss * of.hurt[leads.rep]
    return sigmoid(1.5 + skill), sigmoid(0.7 + late + 0.4 * leads.quality), sigmoid(0.1 + late)
